import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../../support/deadline.mjs';

const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const preload = new URL('./measure-on-request.mjs', import.meta.url).href;
const startMs = 30_000;
const measureMs = 30_000;

/** What a process holds, after its garbage is collected. */
export interface Holdings {
  /** File descriptors of any kind, sockets among them. */
  readonly openFiles: number;
  readonly sockets: number;
  readonly timers: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly residentBytes: number;
}

/** The built server in a process of its own, which can be asked what it holds. */
export class MeasuredServer implements AsyncDisposable {
  /** Where it listens, with a slash at the end. */
  url = '';
  private output = '';
  private readonly home = mkdtempSync(join(tmpdir(), 'webgear-rtc-home-'));
  private readonly child: ChildProcess;

  private constructor(args: readonly string[]) {
    this.child = fork(main, ['--ipaddress', '127.0.0.1', '--port', '0', ...args], {
      cwd: this.home,
      execArgv: ['--import', preload],
      env: { ...process.env, HOME: this.home, USERPROFILE: this.home, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
  }

  static async start(args: readonly string[]): Promise<MeasuredServer> {
    const server = new MeasuredServer(args);
    try {
      server.url = await server.printedUrl();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  measure(): Promise<Holdings> {
    return this.ask('holdings');
  }

  /** How many objects there are, by their class. Takes a while and a hundred megabytes. */
  objects(): Promise<Record<string, number>> {
    return this.ask('objects');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcess(this.child);
    rmSync(this.home, { recursive: true, force: true });
  }

  private async ask<Answer>(question: string): Promise<Answer> {
    const answer = once(this.child, 'message', { signal: AbortSignal.timeout(measureMs) });
    this.child.send(question);
    const [holdings] = (await answer) as [Answer];
    return holdings;
  }

  private printedUrl(): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error(`The server said no URL:\n${this.output}`));
      const timer = setTimeout(fail, startMs);
      const read = (chunk: Buffer): void => {
        this.output += chunk.toString();
        const port = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(this.output)?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve(`http://127.0.0.1:${port}/`);
      };
      this.child.stdout?.on('data', read);
      this.child.stderr?.on('data', read);
      this.child.once('exit', fail);
    });
  }
}
