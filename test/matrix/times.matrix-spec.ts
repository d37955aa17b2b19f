import { joinedRows } from './rows/joined-rows.js';
import { timeRows } from './rows/time-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a file with these time stamps', [...timeRows, ...joinedRows]);
