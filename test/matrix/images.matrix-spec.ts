import { imageRows } from './rows/image-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('an image', imageRows);
