import { fileFailureRows } from './rows/file-failure-rows.js';
import { failureRows } from './rows/failure-rows.js';
import { describeMatrix } from './support/run-rows.js';

describeMatrix('a source that cannot be shown says why', [...failureRows, ...fileFailureRows], { atOnce: 8 });
