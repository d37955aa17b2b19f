import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What one try of a test came to. `name` is all titles; `failures` are the messages.
 *
 * @typedef {{ path: string, name: string, status: string, seconds: number, failures: string[] }} TestResult
 *
 * What a test that passed needed besides: `reasons` are the failures of the first try, or why it measured twice; `isByHost`
 * says that the machine was at fault for all of them, `isSecondTry` that the whole file ran twice.
 * @typedef {TestResult & { reasons: string[], isByHost?: boolean, isSecondTry?: boolean }} ReportedTest
 */

/**
 * Reads what progress-reporter.mjs wrote: also of a run that was cut off, as far as it came.
 *
 * @param {string} folder
 * @returns {{ tests: TestResult[], repeated: { path: string, test: string, reason: string, isByHost?: boolean }[], complete: boolean }}
 */
export function readResults(folder) {
  const lines = (file) => {
    try {
      return readFileSync(join(folder, file), 'utf8').trim().split('\n').map(JSON.parse);
    } catch {
      return [];
    }
  };
  const tests = lines('results.ndjson');
  const complete = lines('complete').length > 0;
  return { tests, repeated: lines('repeated.ndjson'), complete };
}

/**
 * Joins the first try of a project with the second one of its failed files.
 *
 * @param {ReturnType<typeof readResults>} first
 * @param {ReturnType<typeof readResults> | undefined} second
 * @returns {ReportedTest[]}
 */
export function joinTries(first, second) {
  const keyOf = ({ path, name }) => `${path}\n${name}`;
  const before = new Map(first.tests.map((test) => [keyOf(test), test]));
  const again = new Set(second?.tests.map(({ path }) => path));
  const last = [...first.tests.filter(({ path }) => !again.has(path)), ...(second?.tests ?? [])];
  const repeated = [...first.repeated, ...(second?.repeated ?? [])];
  return last.map((test) => {
    const failures = again.has(test.path) ? (before.get(keyOf(test))?.failures ?? []) : [];
    const own = repeated.filter((one) => keyOf({ path: one.path, name: one.test }) === keyOf(test));
    return {
      ...test,
      reasons: [...failures, ...own.map(({ reason }) => `measured again: ${reason}`)],
      isSecondTry: failures.length > 0,
      isByHost: failures.length === 0 && own.every(({ isByHost }) => isByHost),
    };
  });
}
