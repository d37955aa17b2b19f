import { expect } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells the report that the test which runs now measures a second time, and why. Without it a test that passes at the
 * second attempt looks like one that passed: the report names it, and marks it as flaky.
 *
 * @param isByHost whether it is known that the machine was at fault: then there is no test to mend
 */
export function noteRepetition(reason: string, isByHost = false): void {
  const { testPath: path, currentTestName: test } = expect.getState();
  process.stderr.write(`REPEATED: ${test}: ${reason}\n`);
  const folder = process.env['WEBGEAR_TEST_PROGRESS'];
  if (folder === undefined) return;
  appendFileSync(join(folder, 'repeated.ndjson'), `${JSON.stringify({ path, test, reason, isByHost })}\n`);
}
