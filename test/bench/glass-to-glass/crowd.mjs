import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('thin-viewers.mjs', import.meta.url));

/** Many thin viewers in a process of their own. */
export class Crowd {
  #child = fork(entry);

  get pid() {
    return this.#child.pid;
  }

  /** Resolves when all of them are connected. */
  join(url, count) {
    return this.#ask({ order: 'join', url, count });
  }

  /** @returns {Promise<{ received: number, lost: number }>} packets of all together since they came */
  report() {
    return this.#ask({ order: 'report' });
  }

  leave() {
    return this.#ask({ order: 'leave' });
  }

  close() {
    this.#child.disconnect();
  }

  async #ask(order) {
    this.#child.send(order);
    const settled = new AbortController();
    const { signal } = settled;
    const [answer] = await Promise.race([
      once(this.#child, 'message', { signal }),
      once(this.#child, 'exit', { signal }).then(() => [{ error: 'The thin viewers have ended.' }]),
    ]);
    settled.abort();
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }
}
