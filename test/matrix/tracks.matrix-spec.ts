import { trackRows } from './rows/track-rows.js';
import { describeMatrix } from './support/run-rows.js';
import { sampled } from './support/sampled-rows.js';

describeMatrix('a file with more than video', sampled(trackRows, 2));
