import { isFlaky } from './junit.mjs';

/**
 * A machine that was busy for a moment makes a few of some thousand tests late: the run passes and names them, to be mended.
 * With more than these something is wrong, except where it is known that the machine was at fault.
 */
const MOST_FLAKY = 5;

/**
 * What is said at the end of all tests, where it is seen. A test that needed a second attempt is not among those that passed.
 *
 * @param {readonly import('./results.mjs').ReportedTest[]} tests
 * @returns {{ lines: string[], exitCode: 0 | 1 }}
 */
export function summarize(tests) {
  const flaky = tests.filter(isFlaky);
  const passed = tests.filter((test) => test.status === 'passed' && !isFlaky(test)).length;
  const failed = tests.filter(isFailure).length;
  const lines = [
    ...tests
      .filter(isFailure)
      .flatMap(({ name, status, failures }) => named(`FAILED: ${name}`, [...failures, status].slice(0, 1))),
    ...flaky.flatMap(({ name, reasons }) =>
      named(`FLAKY, passed at the second attempt only: ${name}`, reasons),
    ),
  ];
  // One cause, such as a browser that ended, fails all tests of a file.
  const causes = flaky.filter(({ isByHost }) => isByHost !== true).map(causeOf);
  const tooMany = new Set(causes).size > MOST_FLAKY;
  if (tooMany)
    lines.push('', `FAILED: more than ${MOST_FLAKY} tests or files passed at the second attempt only.`);
  lines.push('', `${passed} passed, ${failed} failed, ${flaky.length} flaky`);
  return { lines, exitCode: failed > 0 || tooMany ? 1 : 0 };
}

/** Failed twice, or was left out. */
function isFailure({ status }) {
  return status !== 'passed';
}

function named(title, reasons) {
  return ['', title, ...reasons.map((reason) => `  ${reason.split('\n', 1)[0]}`)];
}

function causeOf({ path, name, isSecondTry }) {
  return isSecondTry === true ? path : `${path}\n${name}`;
}
