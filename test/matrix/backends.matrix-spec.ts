import { sampled } from './support/sampled-rows.js';
import { encodedRows, programRows } from './rows/codec-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a file read by the ffmpeg program', sampled(programRows, 2), { atOnce: 3 });
describeMatrix('a file that is encoded', sampled(encodedRows, 3));
