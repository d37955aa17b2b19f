import { stillRows } from './rows/still-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('an image', stillRows);
