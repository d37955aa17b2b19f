import { fileURLToPath } from 'node:url';
import { AskedProcess } from '../run/asked-process.mjs';

const entry = fileURLToPath(new URL('thin-viewers.mjs', import.meta.url));

/** Many thin viewers in a process of their own, which do not even decrypt what comes. */
export class Crowd {
  #process = new AskedProcess(entry);

  get pid() {
    return this.#process.pid;
  }

  /** Resolves when all of them are connected. */
  join(url, count) {
    return this.#process.ask({ order: 'join', url, count });
  }

  /** @returns {Promise<{ received: number, lost: number }>} packets of all together since they came */
  report() {
    return this.#process.ask({ order: 'report' });
  }

  leave() {
    return this.#process.ask({ order: 'leave' });
  }

  close() {
    return this.#process.close();
  }
}
