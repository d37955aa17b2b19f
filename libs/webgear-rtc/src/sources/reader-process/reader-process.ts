import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { passFfmpegLine } from '../../ffmpeg/ffmpeg-log.js';
import { LineTail } from '../child-process/line-tail.js';
import { endGroup, noteGroup } from '../child-process/process-group.js';
import { nodeCommand } from '../srt/node-command.js';
import { PacketRecords } from './packet-records.js';
import {
  PACKETS_FD,
  type ReaderCommand,
  type ReaderEvent,
  type ReaderMessage,
} from './reader-messages.interface.js';

/** Inputs of one process. Each may block a thread there, and also need one for its host name. */
export const INPUTS_PER_PROCESS = 60;

/** Threads of its pool: what reads is blocked most of the time and costs its stack alone. */
const POOL_SIZE = INPUTS_PER_PROCESS * 2;

/** How long a process without inputs stays: a camera that fails is tried again within eight seconds. */
const LINGER_MS = 15_000;

/** Its own heap holds a packet at a time, and arenas of malloc for each thread would multiply its memory. */
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=128'];

/** Receives the events of one input. */
export interface ReaderListener {
  /** An event of that input. */
  onEvent(event: ReaderEvent): void;
  /** The process has ended, expected or not. */
  onExit(error: WebGearRtcError): void;
}

/**
 * A Node process that reads network cameras with FFmpeg. Its thread pool has a thread for each of them, which cannot be
 * had in the process of an application: libuv's pool there has the size that the environment states at the start.
 */
export class ReaderProcess {
  private readonly listeners = new Map<number, ReaderListener>();
  private lingering: NodeJS.Timeout | undefined;
  private hasEnded = false;
  private readonly packets: ChildProcess['stdio'][number] | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly messages: LineTail,
    private readonly onEnd: (ended: ReaderProcess) => void,
  ) {
    child.on('message', (event: ReaderMessage) => this.dispatch(event));
    const records = new PacketRecords((record) => this.dispatch(record));
    this.packets = child.stdio[PACKETS_FD];
    if (this.packets instanceof Readable) {
      this.packets.on('data', (chunk: Buffer) => records.push(chunk));
      this.packets.on('error', () => undefined);
    }
    child.once('exit', (code, signal) => this.ended(signal ?? `exit code ${code}`));
    child.on('error', () => undefined);
  }

  /**
   * Starts a process.
   *
   * @param onEnd called once when it has ended
   * @throws Error when Node cannot be started
   */
  static async start(onEnd: (ended: ReaderProcess) => void): Promise<ReaderProcess> {
    const entry = new URL('./packet-reader-process-entry.js', import.meta.url);
    const { executable, args, env } = await nodeCommand(entry);
    const child = spawn(executable, [...NODE_FLAGS, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
      // What describes a stream has bytes, and numbers that do not fit a double.
      serialization: 'advanced',
      env: { ...env, UV_THREADPOOL_SIZE: String(POOL_SIZE), MALLOC_ARENA_MAX: '2' },
      // A group of its own, so that Ctrl+C reaches the application first.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    if (child.pid !== undefined) noteGroup(child.pid);
    const messages = new LineTail(child.stderr ?? Readable.from([]));
    messages.onLine(passFfmpegLine);
    return new ReaderProcess(child, messages, onEnd);
  }

  /** Whether it takes another input. */
  get hasRoom(): boolean {
    return !this.hasEnded && this.listeners.size < INPUTS_PER_PROCESS;
  }

  /** Its process id. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Adds an input, whose events go to the listener until it is closed there. */
  add(id: number, listener: ReaderListener): void {
    clearTimeout(this.lingering);
    this.listeners.set(id, listener);
    this.hold(true);
  }

  /** Sends a command. Does nothing once the process has ended. */
  send(command: ReaderCommand): void {
    if (this.child.connected) this.child.send(command, () => undefined);
  }

  /** An input is closed, or nobody waits for that any more. */
  remove(id: number): void {
    if (this.listeners.delete(id) && this.listeners.size === 0 && !this.hasEnded) this.linger();
  }

  private dispatch(event: ReaderEvent): void {
    this.listeners.get(event.id)?.onEvent(event);
    if (event.kind === 'closed') this.remove(event.id);
  }

  private linger(): void {
    // An application that has nothing else to do may end meanwhile, which ends the process as well.
    this.hold(false);
    this.lingering = setTimeout(() => void this.end(), LINGER_MS).unref();
  }

  private hold(isHeld: boolean): void {
    const { child } = this;
    const { stderr } = child;
    const channel = child.channel;
    if (isHeld) child.ref();
    else child.unref();
    if (isHeld) channel?.ref();
    else channel?.unref();
    for (const stream of [stderr, this.packets]) {
      if (!(stream instanceof Socket)) continue;
      if (isHeld) stream.ref();
      else stream.unref();
    }
  }

  private async end(): Promise<void> {
    this.hasEnded = true;
    if (this.child.pid !== undefined) await endGroup(this.child.pid);
  }

  private ended(how: string): void {
    this.hasEnded = true;
    clearTimeout(this.lingering);
    this.onEnd(this);
    const said = this.messages.last.at(-1);
    const reason = `the process that read it ended: ${how}${said === undefined ? '' : `, ${said}`}`;
    const listeners = [...this.listeners.values()];
    this.listeners.clear();
    for (const listener of listeners)
      listener.onExit(new WebGearRtcError('WGR_SOURCE_FAILED', { source: 'network source', reason }));
  }
}
