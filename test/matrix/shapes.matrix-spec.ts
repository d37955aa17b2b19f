import { describeMatrix } from './support/run-rows.js';
import { sampled } from './support/sampled-rows.js';
import { shapeRows } from './rows/shape-rows.js';

describeMatrix('a file with frames of this shape', sampled(shapeRows, 2));
