import { describeMatrix } from './support/run-rows.js';
import { codecRows } from './rows/codec-rows.js';

describeMatrix('a file of this container and codec', codecRows);
