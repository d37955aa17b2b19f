import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes which test runs now to a file, for {@link import('./run-watch.mjs').RunWatch}: it watches from another process,
 * so it can name the test even when this process is blocked.
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

  onTestFileResult({ path }) {
    this.#files.delete(path);
    this.#write();
  }

  #write() {
    if (this.#folder === undefined) return;
    // Renamed into place: a reader sees all of it or what was there before.
    const file = join(this.#folder, 'running.json');
    writeFileSync(`${file}.new`, JSON.stringify([...this.#files.values()]));
    renameSync(`${file}.new`, file);
  }
}
