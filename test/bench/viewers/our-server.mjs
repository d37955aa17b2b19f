import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AskedProcess } from '../run/asked-process.mjs';
import { printedUrl } from '../run/printed-url.mjs';

const ownMain = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const preload = new URL('../../soak/support/measure-on-request.mjs', import.meta.url).href;

/** The built server in a process of its own, which can be asked what memory it holds. */
export class OurServer {
  #process;
  #home = mkdtempSync(join(tmpdir(), 'webgear-rtc-bench-'));
  url = '';

  /**
   * @param {readonly string[]} args
   * @param {string} main that of another build, instead of ours
   */
  static async start(args, main = ownMain) {
    const server = new OurServer(args, main);
    try {
      server.url = await printedUrl(server.#process.child);
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  constructor(args, main = ownMain) {
    this.#process = new AskedProcess(main, ['--ipaddress', '127.0.0.1', '--port', '0', ...args], {
      cwd: this.#home,
      execArgv: ['--import', preload],
      env: { ...process.env, HOME: this.#home, USERPROFILE: this.#home, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
  }

  get pid() {
    return this.#process.pid;
  }

  /** Memory of the process in bytes, without its garbage. */
  async residentBytes() {
    return (await this.#process.ask('holdings')).residentBytes;
  }

  async close() {
    await this.#process.close();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
