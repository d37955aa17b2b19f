import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { endProcess } from './deadline.mjs';

/** Runs a program to its end, which must be a good one. */
export function runProgram(name: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(name, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
}

/** A program that runs beside a test and ends with it. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess;

  constructor(name: string, args: readonly string[]) {
    // The fourth channel is for programs that say there what they chose, such as the number of a display.
    this.child = spawn(name, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  }

  /** The first line it writes to its fourth channel. */
  async firstWord(): Promise<string> {
    const channel = this.child.stdio[3];
    if (channel === null || channel === undefined) throw new Error('There is no fourth channel.');
    const [chunk] = (await once(channel, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
    return chunk.toString().trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcess(this.child);
  }
}
