import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../../support/deadline.mjs';

const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const startTimeoutMs = 20_000;
/** It ends within two seconds; one that does not is killed, and its signal tells. */
const END_LIMIT_MS = 20_000;

/** The built server in a process of its own, with a home folder of its own, on the loopback address. */
export class ServerProcess {
  /** @type {import('node:child_process').ChildProcess} */
  #child;
  #home;
  /** @type {string[]} */
  #lines = [];

  /**
   * Where it listens, for example `http://127.0.0.1:41234/`.
   *
   * @type {string}
   */
  url = '';

  /**
   * Starts `node dist/main.js` and waits until it says where it listens.
   *
   * @param {readonly string[]} args
   * @param {number} port 0 lets the system choose
   * @param {readonly string[]} through what the command begins with, to run it elsewhere
   */
  static async start(args = [], port = 0, through = []) {
    const server = new ServerProcess(['--ipaddress', '127.0.0.1', '--port', String(port), ...args], through);
    try {
      server.url = await server.#printedUrl();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * @param {readonly string[]} args
   * @param {readonly string[]} through
   */
  constructor(args, through = []) {
    this.#home = mkdtempSync(join(tmpdir(), 'webgear-rtc-home-'));
    const [program = process.execPath, ...words] = [...through, process.execPath, main, ...args];
    this.#child = spawn(program, words, {
      cwd: this.#home,
      env: { ...process.env, HOME: this.#home, USERPROFILE: this.#home, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The home folder it was given, and which goes with it. */
  get home() {
    return this.#home;
  }

  /** @returns {number} */
  get port() {
    return Number(new URL(this.url).port);
  }

  /** Number of the process, or `undefined` when it could not be started. */
  get pid() {
    return this.#child.pid;
  }

  /** @returns {boolean} */
  get running() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it has printed so far, both streams. */
  get output() {
    return this.#lines.join('');
  }

  /**
   * Sends a signal, waits for the end of the process and says how it ended and how long that took.
   *
   * @param {NodeJS.Signals} signal
   */
  async stop(signal = 'SIGTERM') {
    const startedAt = performance.now();
    await endProcess(this.#child, { signal, limitMs: END_LIMIT_MS });
    const { exitCode, signalCode } = this.#child;
    return { code: exitCode, signal: signalCode, durationMs: performance.now() - startedAt };
  }

  /** Ends the process the hard way when it still runs, and removes its home. */
  async [Symbol.asyncDispose]() {
    await this.stop('SIGKILL');
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** @returns {Promise<string>} */
  #printedUrl() {
    return new Promise((resolve, reject) => {
      const fail = (reason) => reject(new Error(`${reason}\n${this.output}`));
      const timer = setTimeout(
        () => fail(`The server said no URL within ${startTimeoutMs} ms.`),
        startTimeoutMs,
      );
      const read = (chunk) => {
        this.#lines.push(chunk.toString());
        const url = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(this.output);
        if (url === null) return;
        clearTimeout(timer);
        resolve(`http://127.0.0.1:${url[1]}/`);
      };
      this.#child.stdout?.on('data', read);
      this.#child.stderr?.on('data', read);
      this.#child.once('error', (error) => fail(`The server did not start: ${error.message}`));
      this.#child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`The server ended (${signal ?? code}) before it said its URL.`);
      });
    });
  }
}
