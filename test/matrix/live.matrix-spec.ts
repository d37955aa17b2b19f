import { liveRows } from './rows/live-rows.js';
import { multipartRows } from './rows/multipart-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a source without an end', [...liveRows, ...multipartRows], { atOnce: 4 });
