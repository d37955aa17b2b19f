import { namingRows } from './rows/name-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a local source', namingRows);
