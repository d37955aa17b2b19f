import { spawn, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { ByteReader } from './byte-reader.js';
import { LineTail } from './line-tail.js';
import { endGroup, noteGroup } from './process-group.js';
import { secretArguments } from './secret-arguments.js';

/** A program to run for its output. */
export interface MediaCommand {
  /** What to call the source in errors, without credentials. */
  readonly label: string;
  /** Name on the `PATH`, or path of a file. */
  readonly executable: string;
  readonly args: readonly string[];
  /** Where the program writes pictures: 1 is the standard output; 3 for programs that also talk there. */
  readonly outputFd: 1 | 3;
  /** Written to its standard input, which then stays open as long as the program is wanted; it has none when left out. */
  readonly input?: string;
  /** Its environment; that of this process when left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** What to do when there is no such program: a sentence without its full stop. */
  readonly remedy: string;
}

/** Last words may still be in the pipe when the program has ended; a child of the program may keep the pipe open. */
const LAST_WORDS_MS = 200;

/** How a program ended. */
interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that writes pictures into a pipe. It stands still while nobody reads them. */
export class MediaProcess {
  /** What the program writes. Unread, it stops the program: nothing piles up here. */
  readonly output: ByteReader;
  /** What the program says of itself. */
  readonly messages: LineTail;
  /** What the program prints beside pictures that have a pipe of their own; nothing otherwise. */
  readonly prints: LineTail;
  /** Resolves when the program has ended. */
  readonly ended: Promise<Ending>;
  private readonly pipe: Readable;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly command: MediaCommand,
    private readonly child: ChildProcess,
  ) {
    const output = child.stdio[command.outputFd];
    this.pipe = output instanceof Readable ? output : Readable.from([]);
    this.pipe.on('error', () => undefined);
    // Now, not when somebody reads: Node throws away what a program that has ended left in a pipe without a reader.
    this.output = new ByteReader(this.pipe);
    const secrets = secretArguments(command.args);
    this.messages = new LineTail(child.stderr ?? Readable.from([]), secrets);
    this.prints = new LineTail((command.outputFd === 3 ? child.stdout : null) ?? Readable.from([]), secrets);
    this.ended = new Promise((resolve) => {
      // Not `close`: it would wait for children of the program that keep its pipes.
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    });
  }

  /**
   * Starts the program.
   *
   * @throws WebGearRtcError `WGR_PROGRAM_MISSING`
   */
  static async start(command: MediaCommand): Promise<MediaProcess> {
    const input = command.input === undefined ? 'ignore' : 'pipe';
    const child = spawn(command.executable, command.args, {
      stdio: command.outputFd === 1 ? [input, 'pipe', 'pipe'] : [input, 'pipe', 'pipe', 'pipe'],
      env: command.env ?? process.env,
      // A group of its own, so that what the program starts ends with it, and Ctrl+C reaches us first.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause: NodeJS.ErrnoException) => reject(missing(command, cause)));
    });
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined).write(command.input ?? '');
    if (child.pid !== undefined) noteGroup(child.pid);
    return new MediaProcess(command, child);
  }

  /** The error for a program that ended although it should not have; its last words are the cause. */
  async failure(): Promise<WebGearRtcError> {
    const { label, executable } = this.command;
    const { exitCode, signal } = await this.ended;
    await Promise.race([this.messages.finished, sleep(LAST_WORDS_MS)]);
    const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    const { last } = this.messages;
    // Some programs go on to say how they tidy up.
    const said =
      last.find((line) => /^error: /i.test(line)) ??
      last.find((line) => /^warning: /i.test(line)) ??
      last.at(-1);
    const reason = `${basename(executable)} ${how}${said === undefined ? '' : `: ${said}`}`;
    return new WebGearRtcError(
      'WGR_SOURCE_FAILED',
      { source: label, reason },
      { cause: new Error(last.join('\n')) },
    );
  }

  /** Ends the program and all it started. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    // First, so that a program that stands still because nobody reads notices that nobody will.
    this.pipe.destroy();
    if (this.child.pid !== undefined) await endGroup(this.child.pid);
    await this.ended;
    this.child.stdin?.destroy();
    this.child.stderr?.destroy();
    this.child.stdout?.destroy();
  }
}

function missing({ label, executable, remedy }: MediaCommand, cause: NodeJS.ErrnoException): WebGearRtcError {
  const reason = cause.code === 'ENOENT' ? 'was not found' : `cannot be run (${cause.code})`;
  return new WebGearRtcError(
    'WGR_PROGRAM_MISSING',
    { source: label, program: executable, reason, remedy },
    { cause },
  );
}
