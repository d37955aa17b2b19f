import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes which test runs now to a file, for {@link import('./run-watch.mjs').RunWatch}: it watches from another process,
 * so it can name the test even when this process is blocked. Writes results file by file, so that those of a run that is
 * cut off are not lost.
 */
export default class ProgressReporter {
  #folder = process.env['WEBGEAR_TEST_PROGRESS'];
  #files = new Map();

  onTestFileStart({ path }) {
    this.#files.set(path, { path, sinceMs: Date.now() });
    this.#write();
  }

  onTestCaseStart({ path }, { ancestorTitles, title }) {
    this.#files.set(path, { path, test: [...ancestorTitles, title].join(' › '), sinceMs: Date.now() });
    this.#write();
  }

  onTestCaseResult({ path }, { ancestorTitles, title }) {
    this.#files.set(path, { path, after: [...ancestorTitles, title].join(' › '), sinceMs: Date.now() });
    this.#write();
  }

  onTestFileResult({ path }, { testResults, testExecError, failureMessage }) {
    this.#files.delete(path);
    this.#write();
    if (this.#folder === undefined) return;
    const tests = testResults.map(({ fullName: name, status, duration, failureMessages: failures }) => {
      return { path, name, status, seconds: (duration ?? 0) / 1000, failures };
    });
    // A file that cannot be loaded, or whose hooks fail outside of all tests, is one failed test.
    if (testExecError !== undefined || (tests.length === 0 && failureMessage)) {
      const failures = [failureMessage ?? 'The file could not be run.'];
      tests.push({ path, name: 'the file itself', status: 'failed', seconds: 0, failures });
    }
    const lines = tests.map((test) => `${JSON.stringify(test)}\n`);
    appendFileSync(join(this.#folder, 'results.ndjson'), lines.join(''));
  }

  onRunComplete() {
    if (this.#folder !== undefined) writeFileSync(join(this.#folder, 'complete'), '{}');
  }

  #write() {
    if (this.#folder === undefined) return;
    // Renamed into place: a reader sees all of it or what was there before.
    const file = join(this.#folder, 'running.json');
    writeFileSync(`${file}.new`, JSON.stringify([...this.#files.values()]));
    renameSync(`${file}.new`, file);
  }
}
