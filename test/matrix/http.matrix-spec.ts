import { chunkedRows, httpProgramRows, httpRows } from './rows/http-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a recording over HTTP', [...httpRows, ...chunkedRows]);
describeMatrix('a recording over HTTP, read by the ffmpeg program', httpProgramRows, { atOnce: 3 });
