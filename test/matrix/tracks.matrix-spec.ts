import { trackRows } from './rows/track-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a file with more than video', trackRows);
