import { joinedRows } from './rows/joined-rows.js';
import { timeRows } from './rows/time-rows.js';
import { describeMatrix } from './support/run-rows.js';
import { sampled } from './support/sampled-rows.js';

describeMatrix('a file with these time stamps', [...sampled(timeRows, 3), ...sampled(joinedRows, 2)]);
