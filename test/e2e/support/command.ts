import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../../support/deadline.mjs';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const longestWaitMs = 20_000;

/** The built command `webgear-rtc` in a process of its own, with a home folder of its own. */
export class Command implements AsyncDisposable {
  /** What it has written to the standard output so far; ␛ stands for the escape character, which no pattern may name. */
  stdout = '';
  /** What it has written to the standard error so far. */
  stderr = '';
  private readonly home = mkdtempSync(join(tmpdir(), 'webgear-rtc-home-'));
  private readonly child: ChildProcess;

  private constructor(file: string, args: readonly string[]) {
    this.child = spawn(file, args, {
      cwd: this.home,
      env: { ...process.env, HOME: this.home, NODE_OPTIONS: '', TERM: 'xterm-256color' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdout
      ?.setEncoding('utf8')
      .on('data', (text: string) => (this.stdout += text.replaceAll('\u001B', '␛')));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  /** Starts it as a script does, its output going into pipes. */
  static piped(args: readonly string[]): Command {
    return new Command(process.execPath, [cli, ...args]);
  }

  /** Starts it as a person does, in a terminal 100 characters wide. Both its outputs are `stdout`. */
  static inTerminal(args: readonly string[]): Command {
    const command = [process.execPath, cli, ...args].map((word) => `'${word}'`).join(' ');
    return new Command('script', ['-qec', `stty cols 100; exec ${command}`, '/dev/null']);
  }

  /** Waits for words on the standard output. */
  async says(words: RegExp): Promise<RegExpExecArray> {
    const deadline = AbortSignal.timeout(longestWaitMs);
    for (;;) {
      const found = words.exec(this.stdout);
      if (found !== null) return found;
      if (this.ended) throw new Error(`It ended without saying ${words}.\n${this.stdout}\n${this.stderr}`);
      const more = this.child.stdout === null ? [] : [once(this.child.stdout, 'data', { signal: deadline })];
      await Promise.race([...more, once(this.child, 'close', { signal: deadline })]);
    }
  }

  /** Waits for its end and says its exit code. */
  async exitCode(): Promise<number | null> {
    if (!this.ended) await once(this.child, 'close', { signal: AbortSignal.timeout(longestWaitMs) });
    return this.child.exitCode;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Types on the keyboard of its terminal. */
  type(keys: string): void {
    this.child.stdin?.write(keys);
  }

  /** Goes away while it still writes. */
  stopReading(): void {
    this.child.stdout?.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcess(this.child);
    rmSync(this.home, { recursive: true, force: true });
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
