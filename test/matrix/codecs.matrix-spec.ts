import { describeMatrix } from './support/run-rows.js';
import { sampled } from './support/sampled-rows.js';
import { codecRows } from './rows/codec-rows.js';

describeMatrix('a file of this container and codec', sampled(codecRows, 3));
