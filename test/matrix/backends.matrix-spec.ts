import { encodedRows, programRows } from './rows/codec-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a file read by the ffmpeg program', programRows, { atOnce: 3 });
describeMatrix('a file that is encoded', encodedRows);
