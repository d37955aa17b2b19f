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
  /** Name of the source in errors, without credentials. */
  readonly label: string;
  /** Name on the `PATH`, or path of the executable. */
  readonly executable: string;
  readonly args: readonly string[];
  /** File descriptor for frames: 1 is standard output; 3 for programs that also print there. */
  readonly outputFd: 1 | 3;
  /** File descriptor for sound, after that for frames; left out if the program writes none. */
  readonly soundFd?: 3 | 4 | undefined;
  /** Written to its standard input, which then stays open as long as the program is wanted; it has none when left out. */
  readonly input?: string;
  /** Its environment; that of this process when left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** What to do when there is no such program: a sentence without its full stop. */
  readonly remedy: string;
}

/** Output may still be in the pipe after the exit, and a child of the program may keep the pipe open. */
const DRAIN_TIMEOUT_MS = 200;

/** How a program exited. */
interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that writes frames into a pipe, and is blocked while nobody reads them. */
export class MediaProcess {
  /** Output of the program; unread, it blocks the program instead of filling memory. */
  readonly output: ByteReader;
  /** Sound beside the frames, if it has a pipe. It has to be read: a program blocked on it stops the frames as well. */
  readonly sound: ByteReader | undefined;
  /** The program's standard error. */
  readonly messages: LineTail;
  /** Standard output, if frames have a pipe of their own; otherwise empty. */
  readonly prints: LineTail;
  /** Resolves when the program has exited. */
  readonly ended: Promise<Ending>;
  private readonly pipes: readonly Readable[];
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly command: MediaCommand,
    private readonly child: ChildProcess,
  ) {
    const { outputFd, soundFd } = command;
    const pipes = (soundFd === undefined ? [outputFd] : [outputFd, soundFd]).map((fd) => pipeOf(child, fd));
    this.pipes = pipes;
    // At once: Node discards what an exited program left in a pipe that has no reader.
    const [output = new ByteReader(Readable.from([])), sound] = pipes.map((pipe) => new ByteReader(pipe));
    this.output = output;
    this.sound = sound;
    const secrets = secretArguments(command.args);
    this.messages = new LineTail(child.stderr ?? Readable.from([]), secrets);
    this.prints = new LineTail((command.outputFd === 3 ? child.stdout : null) ?? Readable.from([]), secrets);
    this.ended = new Promise((resolve) => {
      // Not `close`: it would wait for children of the program that keep its pipes open.
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
    const lastFd = Math.max(2, command.outputFd, command.soundFd ?? 0);
    const child = spawn(command.executable, command.args, {
      stdio: [input, ...Array.from({ length: lastFd }, () => 'pipe' as const)],
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

  /** The error for a program that exited unexpectedly; its last lines are the cause. */
  async failure(): Promise<WebGearRtcError> {
    const { label, executable } = this.command;
    const { exitCode, signal } = await this.ended;
    await Promise.race([this.messages.finished, sleep(DRAIN_TIMEOUT_MS)]);
    const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    const { last } = this.messages;
    // Some programs also print how they clean up.
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

  /** Ends the program with all its children. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    // First, so that a program blocked on the pipe sees it break.
    for (const pipe of this.pipes) pipe.destroy();
    if (this.child.pid !== undefined) await endGroup(this.child.pid);
    await this.ended;
    this.child.stdin?.destroy();
    this.child.stderr?.destroy();
    this.child.stdout?.destroy();
  }
}

function pipeOf({ stdio }: ChildProcess, fd: number): Readable {
  const pipe = stdio[fd];
  const readable = pipe instanceof Readable ? pipe : Readable.from([]);
  return readable.on('error', () => undefined);
}

function missing({ label, executable, remedy }: MediaCommand, cause: NodeJS.ErrnoException): WebGearRtcError {
  const reason = cause.code === 'ENOENT' ? 'was not found' : `cannot be run (${cause.code})`;
  return new WebGearRtcError(
    'WGR_PROGRAM_MISSING',
    { source: label, program: executable, reason, remedy },
    { cause },
  );
}
