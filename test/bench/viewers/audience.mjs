import { fileURLToPath } from 'node:url';
import { AskedProcess } from '../run/asked-process.mjs';

const entry = fileURLToPath(new URL('thin-viewers.mjs', import.meta.url));

/** Thin viewers in a process of their own. */
export class Audience {
  #process = new AskedProcess(entry);

  get pid() {
    return this.#process.pid;
  }

  get child() {
    return this.#process.child;
  }

  /** Resolves when so many of them are connected, and no more. With a rung, those who come are sent no other. */
  be(count, url, withSound = false, rung = undefined) {
    return this.#process.ask({ order: 'be', count, url, withSound, rung });
  }

  /** @returns {Promise<{ received: number, lost: number, frames: number, soundReceived: number, reporting: number }>} of all together since they came; how many report on their path */
  report() {
    return this.#process.ask({ order: 'report' });
  }

  close() {
    return this.#process.close();
  }
}
