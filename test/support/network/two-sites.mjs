import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess, within } from '../deadline.mjs';

const program = fileURLToPath(new URL('wan-link.py', import.meta.url));
const START_LIMIT_MS = 10_000;

let count = 0;

/** Two sites, each a network namespace, and a line between them. Needs root, `ip` and `python3`. */
export class TwoSites {
  /** Address of the site of the cameras and of the broker, from both. */
  static address = '10.79.0.1';
  #names = ['cameras', 'viewers'].map((site) => `wgr-${site}-${process.pid}-${++count}`);
  #folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sites-'));
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #link;

  /** @param {{ delayMs: number, lossPercent: number }} line of each direction */
  static async lay({ delayMs, lossPercent }) {
    const sites = new TwoSites();
    try {
      await sites.#lay([String(delayMs), String(lossPercent)]);
      return sites;
    } catch (error) {
      await sites[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What a command begins with that runs at the site of the cameras. */
  get cameras() {
    return this.#through(0);
  }

  /** What a command begins with that runs at the site of the viewers. */
  get viewers() {
    return this.#through(1);
  }

  /**
   * Path of a program that starts another one at the site of the viewers.
   *
   * @param {string} started
   */
  launcherOf(started) {
    const path = join(this.#folder, 'launcher');
    writeFileSync(path, `#!/bin/sh\nexec ${this.viewers.join(' ')} '${started}' "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Nothing passes any more; connections are not told. */
  cut() {
    return this.#say('cut');
  }

  /** Everything passes again. */
  mend() {
    return this.#say('mend');
  }

  async [Symbol.asyncDispose]() {
    if (this.#link !== undefined) await endProcess(this.#link);
    for (const name of this.#names) ip(['netns', 'delete', name]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #through(site) {
    return ['ip', 'netns', 'exec', this.#names[site] ?? ''];
  }

  async #lay(line) {
    for (const name of this.#names) {
      ip(['netns', 'add', name]);
      ip(['-n', name, 'link', 'set', 'lo', 'up']);
    }
    this.#link = spawn('python3', [program, ...this.#names, ...line], { stdio: ['pipe', 'pipe', 'inherit'] });
    await this.#answer('ready');
    for (const [site, name] of this.#names.entries()) {
      ip(['-n', name, 'address', 'add', `10.79.0.${site + 1}/24`, 'dev', 'wan']);
      ip(['-n', name, 'link', 'set', 'wan', 'up']);
    }
  }

  async #say(word) {
    this.#link?.stdin?.write(`${word}\n`);
    await this.#answer(word);
  }

  async #answer(word) {
    const output = this.#link?.stdout;
    if (output) await within(START_LIMIT_MS, `the line to say "${word}"`, once(output, 'data'));
  }
}

function ip(args) {
  execFileSync('ip', args);
}
