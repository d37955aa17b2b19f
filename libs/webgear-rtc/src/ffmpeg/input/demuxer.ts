import type { Packet } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import type { RelayedPacket } from '../relay/packet-relay.js';
import { fillPacket, type PacketReader } from '../relay/packet-source.js';
import type { PacketQueue } from './packet-queue.js';
import { waitForRead, type WaitingRead } from './wait-for-read.js';

/**
 * Shares the packets of an opened input among the readers of its streams: one read at a time, and a packet of another
 * stream goes to the queue of its reader, if it has one.
 *
 * FFmpeg returns the packets of all streams in the order of the file, which need not be that of time.
 */
export class Demuxer {
  private readonly queues: (PacketQueue | undefined)[] = [];
  private readonly pulled: Packet;
  private isReading = false;
  private pull: Promise<void> | undefined;
  private result = 0;
  private rejection: unknown;
  private wake: (() => void) | undefined;

  constructor(
    private readonly av: NodeAv,
    private readonly reader: PacketReader,
    /** For a source that may fall silent; left out for others. */
    private readonly waiting?: WaitingRead,
  ) {
    this.pulled = new av.Packet();
    this.pulled.alloc();
  }

  /** FFmpeg's error number at the end of the input or after a failed read; 0 before. */
  get outcome(): number {
    return this.rejection === undefined ? this.result : this.av.AVERROR_EXIT;
  }

  /**
   * Throws what a read has failed with; does nothing at the end of the input.
   *
   * @throws FfmpegCallError, and WebGearRtcError when the source is silent and no thread may wait for it
   */
  check(): void {
    if (this.rejection !== undefined) throw this.rejection;
    if (this.result !== this.av.AVERROR_EOF) checked(this.av, 'read', this.result);
  }

  /** A read that was started by {@link startPull}, until it has ended. Never rejects. */
  get pulling(): Promise<void> | undefined {
    return this.pull;
  }

  /** Whether a read is pending. */
  get isBusy(): boolean {
    return this.isReading || this.pull !== undefined;
  }

  /** From now on packets of a stream are queued while another reads; without a queue they are dropped. */
  attach(streamIndex: number, queue: PacketQueue | undefined): void {
    this.queues[streamIndex] = queue;
  }

  /** The queue of a stream. */
  queueOf(streamIndex: number): PacketQueue | undefined {
    return this.queues[streamIndex];
  }

  /**
   * Reads one packet of any stream into `packet`. Only without a read pending; call {@link readDone} when it has ended.
   *
   * @returns FFmpeg's result
   * @throws WebGearRtcError when its source is silent and no thread may wait for it, also for a read before
   */
  read(packet: Packet): Promise<number> {
    if (this.rejection !== undefined) throw this.rejection;
    if (this.result < 0) return Promise.resolve(this.result);
    this.isReading = true;
    return this.readFrame(packet);
  }

  /** The packet that was read last, where it lies outside of FFmpeg's memory. */
  get newest(): RelayedPacket | undefined {
    return this.reader.newest;
  }

  /**
   * The read into `packet` has ended.
   *
   * @param streamIndex the stream whose reader has read it; a packet of another goes to its queue
   * @returns whether it is a packet of that stream
   */
  readDone(result: number, packet: Packet, streamIndex: number): boolean {
    this.isReading = false;
    const index = result < 0 ? -1 : (this.reader.newest?.streamIndex ?? packet.streamIndex);
    if (result < 0) this.note(result);
    else if (index !== streamIndex) this.enqueue(index, packet);
    this.wakeReader();
    return index === streamIndex;
  }

  /** The read failed without a result. */
  readFailed(): void {
    this.isReading = false;
    this.wakeReader();
  }

  /** Reads one packet into the queue of its stream. Only without a read pending. */
  startPull(): void {
    this.pull = this.pullOne();
  }

  /** Resolves when a read has ended, a queue has room again, or the signal aborts. For one reader at a time. */
  async change(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let wake = (): void => undefined;
    const changed = new Promise<void>((resolve) => (wake = resolve));
    this.wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    await changed;
    signal.removeEventListener('abort', wake);
  }

  /** A queue has room again, or a read has ended. */
  wakeReader(): void {
    const { wake } = this;
    if (wake === undefined) return;
    this.wake = undefined;
    wake();
  }

  /** Lets no further read begin. */
  end(): void {
    this.note(this.av.AVERROR_EOF);
    this.wakeReader();
  }

  /** Frees the packets. Must not be called while a read is pending. */
  close(): void {
    this.end();
    for (const queue of this.queues) queue?.clear();
    this.pulled.free();
  }

  private async pullOne(): Promise<void> {
    const { pulled } = this;
    try {
      const result = await this.readFrame(pulled);
      if (result >= 0) this.enqueue(this.reader.newest?.streamIndex ?? pulled.streamIndex, pulled);
      else this.note(result);
    } catch (error) {
      this.rejection = error;
    } finally {
      pulled.unref();
      this.pull = undefined;
      this.wakeReader();
    }
  }

  private enqueue(index: number, packet: Packet): void {
    const queue = this.queues[index];
    const { newest } = this.reader;
    if (queue === undefined) return;
    if (newest !== undefined) fillPacket(packet, newest);
    queue.push(packet);
  }

  private readFrame(packet: Packet): Promise<number> {
    const reading = this.reader.readFrame(packet);
    return this.waiting === undefined ? reading : waitForRead(reading, this.waiting);
  }

  private note(result: number): void {
    if (result !== this.av.AVERROR_EAGAIN && this.result === 0) this.result = result;
  }
}
