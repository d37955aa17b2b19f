import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from './deadline.mjs';

const startTimeoutMs = 30_000;

/** A compiled application in a process of its own, with a home folder of its own. */
export class AppProcess implements AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  url = '';
  /** What it has printed so far, both streams. */
  output = '';
  private readonly home = mkdtempSync(join(tmpdir(), 'webgear-rtc-home-'));
  private readonly child: ChildProcess;

  private constructor([program = '', ...args]: readonly string[], cwd: string) {
    this.child = spawn(program, args, {
      cwd,
      // No NODE_OPTIONS: those of the tests are not what an application starts with.
      env: { ...process.env, HOME: this.home, USERPROFILE: this.home, PORT: '0', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk: Buffer): void => void (this.output += chunk.toString());
    this.child.stdout?.on('data', collect);
    this.child.stderr?.on('data', collect);
  }

  /**
   * Starts a file and waits until the application prints its URL.
   *
   * @param through makes another command of that which starts Node, for example one that changes the user
   */
  static async start(
    mainFile: string,
    args: readonly string[] = [],
    through: (command: readonly string[]) => readonly string[] = (command) => command,
  ): Promise<AppProcess> {
    const app = new AppProcess(through([process.execPath, mainFile, ...args]), dirname(mainFile));
    try {
      app.url = await app.printedUrl();
      return app;
    } catch (error) {
      await app[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Asks it to end, and kills it when it does not within some time. */
  async stop(timeoutMs = 10_000): Promise<'by itself' | 'killed'> {
    await endProcess(this.child, { signal: 'SIGTERM', limitMs: timeoutMs });
    return this.child.signalCode === 'SIGKILL' ? 'killed' : 'by itself';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  private get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private async printedUrl(): Promise<string> {
    const giveUpAtMs = performance.now() + startTimeoutMs;
    for (;;) {
      const port = /http:\/\/(?:localhost|127\.0\.0\.1|\[::1?\]):(\d+)/.exec(this.output)?.[1];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
      if (!this.running || performance.now() > giveUpAtMs) {
        throw new Error(`The application said no URL:\n${this.output}`);
      }
      await sleep(20);
    }
  }
}
