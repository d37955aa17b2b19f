import { segmentedRows } from './rows/segmented-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a source in segments', segmentedRows, { atOnce: 4 });
