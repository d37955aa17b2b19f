import { namingRows } from './rows/name-rows.js';
import { describeMatrix } from './support/run-rows.js';
import { sampled } from './support/sampled-rows.js';

describeMatrix('a local source', sampled(namingRows, 2));
