import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { FfmpegCallError } from '../../ffmpeg/ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../../ffmpeg/load-node-av.js';
import type { PacketRelay, RelayedPacket, StreamDescription } from '../../ffmpeg/relay/packet-relay.js';
import { readerPool } from './reader-pool.js';
import type { ReaderEvent } from './reader-messages.interface.js';
import type { ReaderListener, ReaderProcess } from './reader-process.js';

/** Packets on their way at most; permitted again by half. A key frame of a second track may be in between. */
const CREDIT = 32;

/** Disconnecting takes two round trips. Looking up a host name cannot be interrupted and takes half a minute. */
const CLOSING_MS = 1000;

/** An input that a reader process reads. */
export class RelayedPackets implements PacketRelay, ReaderListener {
  private readonly id = readerPool.nextId();
  private readonly queue: RelayedPacket[] = [];
  private process: ReaderProcess | undefined;
  private streams: readonly StreamDescription[] | undefined;
  /** FFmpeg's error number after the last packet. */
  private result = 0;
  private failure: Error | undefined;
  private consumed = 0;
  private isClosing = false;
  private isClosed = false;
  private wake: () => void = () => undefined;
  private closing: Promise<void> | undefined;
  private readonly closedThere: Promise<void>;
  private resolveClosed: () => void = () => undefined;

  /**
   * @param label the address without credentials
   * @param url FFmpeg's address, with credentials
   * @param options of the demuxer and the protocol, by FFmpeg's names
   */
  constructor(
    private readonly label: string,
    private readonly url: string,
    private readonly options: Readonly<Record<string, string>>,
  ) {
    this.closedThere = new Promise((resolve) => (this.resolveClosed = resolve));
  }

  /** Packets that have come and wait to be read. */
  get waiting(): number {
    return this.queue.length;
  }

  async open(): Promise<readonly StreamDescription[]> {
    const av = await loadNodeAv();
    const process = await readerPool.take().catch((cause: unknown) => {
      throw this.notStarted(cause);
    });
    if (this.isClosing) throw interrupted(av);
    this.process = process;
    process.add(this.id, this);
    process.send({ kind: 'open', id: this.id, url: this.url, options: this.options });
    process.send({ kind: 'credit', id: this.id, packets: CREDIT });
    while (this.streams === undefined && this.failure === undefined && !this.isClosing) await this.change();
    if (this.isClosing) throw interrupted(av);
    if (this.failure !== undefined) throw this.failure;
    return this.streams ?? [];
  }

  async next(): Promise<RelayedPacket | number> {
    const av = await loadNodeAv();
    for (;;) {
      if (this.isClosing) return av.AVERROR_EXIT;
      const relayed = this.queue.shift();
      if (relayed !== undefined) {
        this.consume();
        return relayed;
      }
      if (this.failure !== undefined) throw this.failure;
      if (this.result < 0) return this.result;
      await this.change();
    }
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  onEvent(event: ReaderEvent): void {
    if (event.kind === 'opened') this.streams = event.streams;
    if (event.kind === 'packet') this.queue.push(event.packet);
    if (event.kind === 'ended') this.result = event.result;
    if (event.kind === 'failed') this.failure = this.errorOf(event);
    if (event.kind === 'closed') {
      this.isClosed = true;
      this.resolveClosed();
    }
    this.wake();
  }

  onExit({ detail }: WebGearRtcError): void {
    const { reason } = detail as { reason: string };
    this.failure ??= new WebGearRtcError('WGR_SOURCE_FAILED', { source: this.label, reason });
    this.isClosed = true;
    this.resolveClosed();
    this.wake();
  }

  private async end(): Promise<void> {
    this.isClosing = true;
    this.queue.length = 0;
    this.wake();
    const { id, process } = this;
    if (process === undefined || this.isClosed) return;
    process.send({ kind: 'close', id });
    const limit = setTimeout(this.resolveClosed, CLOSING_MS);
    await this.closedThere;
    clearTimeout(limit);
    process.remove(id);
  }

  private consume(): void {
    if (++this.consumed < CREDIT / 2) return;
    this.process?.send({ kind: 'credit', id: this.id, packets: this.consumed });
    this.consumed = 0;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  private errorOf({ operation, averror, reason }: ReaderEvent & { readonly kind: 'failed' }): Error {
    if (averror !== 0) return new FfmpegCallError(operation, averror, reason);
    return new WebGearRtcError('WGR_SOURCE_FAILED', { source: this.label, reason });
  }

  private notStarted(cause: unknown): WebGearRtcError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = 'Start the program with a larger UV_THREADPOOL_SIZE';
    return new WebGearRtcError(
      'WGR_PROGRAM_MISSING',
      { source: this.label, program: 'node', reason, remedy },
      { cause },
    );
  }
}

/** The reader process that reads an address; `undefined` where none can be started. */
export function relayPackets(
  label: string,
  url: string,
  options: Readonly<Record<string, string>>,
): PacketRelay | undefined {
  return readerPool.isAvailable ? new RelayedPackets(label, url, options) : undefined;
}

function interrupted(av: NodeAv): FfmpegCallError {
  return new FfmpegCallError('open', av.AVERROR_EXIT, av.FFmpegError.strerror(av.AVERROR_EXIT));
}
