/**
 * Fails the run when a test was skipped, left as a todo or shut out by `only`, and ends the output with the line
 * `N passed, N failed`.
 *
 * A skipped test looks like a passed one from a distance; here it is a failure. A pattern given on the command line
 * (`-t`) leaves tests out on purpose, so that does not count.
 */
export default class StrictReporter {
  #error;

  constructor(globalConfig) {
    this.filtered = Boolean(globalConfig.testNamePattern);
  }

  onRunComplete(_contexts, results) {
    const notRun = results.numPendingTests + results.numTodoTests + results.numPendingTestSuites;
    if (notRun > 0 && !this.filtered) {
      this.#error = new Error('Some tests did not run.');
      for (const suite of results.testResults) {
        for (const test of suite.testResults) {
          if (test.status === 'passed' || test.status === 'failed') continue;
          process.stdout.write(`not run (${test.status}): ${suite.testFilePath}: ${test.fullName}\n`);
        }
      }
    }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + (this.#error ? notRun : 0);
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`);
  }

  getLastError() {
    return this.#error;
  }
}
