import { fork, spawnSync } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../deadline.mjs';

/** @typedef {import('./bottleneck-link.mjs').LinkSettings} LinkSettings */
/** @typedef {import('./bottleneck-link.mjs').LinkStep} LinkStep */

/**
 * A line between the server and the viewers on it; `down` is towards the viewers.
 *
 * @typedef {{ up: LinkSettings, down: LinkSettings }} LineSettings
 */

const program = fileURLToPath(new URL('relay-process.mjs', import.meta.url));

/**
 * Lines between a server and viewers, on loopback and without rights over the machine's network, in a process of their own.
 * A viewer gets an answer in which its entrance to a line stands in the server's place; several viewers may share a line.
 */
export class NetworkRelay {
  #child = fork(program, {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  /** @type {Map<number, (answer: any) => void>} */
  #waiting = new Map();
  #asked = 0;
  #address;

  /**
   * @param {readonly LineSettings[]} settings of each line
   * @param {number} seed of what is random on them
   * @param {string} address of this machine that viewers send to; Firefox sends nothing to the loopback address
   */
  static async open(settings, seed, address = '127.0.0.1') {
    const relay = new NetworkRelay(address);
    await relay.#ask({ task: 'open', settings, seed });
    return relay;
  }

  constructor(address) {
    this.#address = address;
    hurry(this.#child.pid);
    this.#child.on('message', ({ id, ...answer }) => {
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
    this.#child.once('exit', (code, signal) => {
      for (const answered of this.#waiting.values())
        answered({ error: `The relay ended (${signal ?? code}).` });
    });
  }

  /** Number of its process. */
  get pid() {
    return this.#child.pid;
  }

  /**
   * The answer with an entrance to a line for its only candidate.
   *
   * @param {string} answerSdp
   * @param {number} line
   * @returns {Promise<{ sdp: string, entrance: number }>} `entrance` is the place of its tap in the report
   */
  async rewrite(answerSdp, line) {
    const candidate = /^a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host[^\r\n]*\r?\n/im.exec(answerSdp);
    if (candidate === null) throw new Error(`The answer has no candidate.\n${answerSdp}`);
    const place = { line, address: this.#address, serverPort: Number(candidate[1]) };
    const { entrance, port } = await this.#ask({ task: 'enter', ...place });
    const [first, ...rest] = answerSdp.split(/^a=candidate:.*\r?\n/m);
    const own = `a=candidate:1 1 udp 2130706431 ${this.#address} ${port} typ host\r\n`;
    return { sdp: `${first}${own}${rest.join('')}`, entrance };
  }

  /**
   * Changes what is named of a line.
   *
   * @param {number} line
   * @param {'up' | 'down'} direction
   * @param {LinkSettings} settings
   */
  async change(line, direction, settings) {
    await this.#ask({ task: 'change', line, direction, settings });
  }

  /**
   * Changes a line towards its viewers at the times of the steps, counted from now.
   *
   * @param {number} line
   * @param {readonly LinkStep[]} steps
   * @returns {Promise<number>} the time they count from, in milliseconds since 1970
   */
  async follow(line, steps) {
    const { startedAtMs } = await this.#ask({ task: 'follow', line, steps });
    return startedAtMs;
  }

  /** What went over the lines so far. */
  async report() {
    return this.#ask({ task: 'report' });
  }

  async [Symbol.asyncDispose]() {
    await endProcess(this.#child);
  }

  /** @returns {Promise<any>} */
  #ask(question) {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error, ...answer }) =>
        error === undefined ? resolve(answer) : reject(new Error(error)),
      );
      this.#child.send({ id, ...question });
    });
  }
}

/**
 * A relay that waits for a processor adds delay that no line has: 26 ms in one slot of ten on a busy machine, 1 ms where it
 * goes before all others. That takes a right which not every user has; the report shows how late it was.
 */
function hurry(pid) {
  if (spawnSync('chrt', ['--fifo', '--pid', '10', String(pid)]).status === 0) return;
  try {
    setPriority(pid, -15);
  } catch {
    // It is late with the others then.
  }
}
