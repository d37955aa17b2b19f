import { fork } from 'node:child_process';
import { once } from 'node:events';
import { endsWithUs } from './ends-with-us.mjs';

const answerTimeoutMs = 60_000;

/** A Node process that answers every message with one. */
export class AskedProcess {
  #child;

  /**
   * @param {string} file
   * @param {readonly string[]} args
   * @param {import('node:child_process').ForkOptions} options
   */
  constructor(file, args = [], options = {}) {
    this.#child = fork(file, args, options);
    this.#child.once('exit', endsWithUs(this.#child.pid));
  }

  get child() {
    return this.#child;
  }

  get pid() {
    return this.#child.pid;
  }

  /**
   * @param {unknown} question
   * @throws Error when the answer is one, does not come in time, or the process has ended
   */
  async ask(question) {
    const settled = new AbortController();
    const { signal } = settled;
    const answers = once(this.#child, 'message', { signal });
    const ended = once(this.#child, 'exit', { signal });
    const timer = setTimeout(() => settled.abort(new Error('No answer in time.')), answerTimeoutMs);
    try {
      this.#child.send(question);
      const failure = ended.then(() => [{ error: 'The process has ended.' }]);
      const [answer] = await Promise.race([answers, failure]);
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    } finally {
      clearTimeout(timer);
      settled.abort();
      // The one that was not waited for is refused now.
      await Promise.allSettled([answers, ended]);
    }
  }

  /** Ends it, and waits until it has ended. */
  async close(signal = 'SIGKILL') {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
