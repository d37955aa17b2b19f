import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endsWithUs } from '../run/ends-with-us.mjs';
import { printedUrl } from '../run/printed-url.mjs';

const script = fileURLToPath(new URL('server.py', import.meta.url));

/** VidGear's WebGear_RTC in a process of its own. */
export class VidGearServer {
  #child;
  #home = mkdtempSync(join(tmpdir(), 'webgear-rtc-bench-'));
  url = '';

  /**
   * @param {string} python
   * @param {readonly string[]} source `film` and its path, or `barcode`
   */
  static async start(python, source) {
    const server = new VidGearServer(python, source);
    try {
      server.url = await printedUrl(server.#child);
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  constructor(python, source) {
    this.#child = spawn(python, [script, this.#home, ...source], {
      cwd: this.#home,
      env: { ...process.env, HOME: this.#home, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.once('exit', endsWithUs(this.#child.pid));
  }

  get pid() {
    return this.#child.pid;
  }

  /** Memory of the process in bytes. */
  async residentBytes() {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]);
  }

  async close() {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#home, { recursive: true, force: true });
  }
}
