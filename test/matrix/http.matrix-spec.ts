import { sampled } from './support/sampled-rows.js';
import { chunkedRows, httpProgramRows, httpRows } from './rows/http-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a recording over HTTP', [...sampled(httpRows, 3), ...chunkedRows], { atOnce: 8 });
describeMatrix('a recording over HTTP, read by the ffmpeg program', sampled(httpProgramRows, 3), {
  atOnce: 3,
});
