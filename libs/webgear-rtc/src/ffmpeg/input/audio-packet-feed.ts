import type { FormatContext, Packet, Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';
import type { Demuxer } from './demuxer.js';
import { PacketQueue } from './packet-queue.js';

/** More than a minute of any compressed sound, and five seconds of uncompressed sound of eight channels. */
const QUEUE_LIMITS = { packets: 4000, bytes: 16 * 1024 * 1024 };

/**
 * Reads the packets of an audio stream beside those of the video. Until {@link start}, the demuxer skips the stream, so
 * that no packet of it reaches JavaScript.
 */
export class AudioPacketFeed {
  private queue: PacketQueue | undefined;

  /**
   * @param videoIndex the stream that another reader reads; `undefined` if the sound is read alone
   * @param mayPull whether to read on where the other reader does not; not for live sources, whose reader always reads
   */
  constructor(
    private readonly av: NodeAv,
    private readonly context: FormatContext,
    private readonly demuxer: Demuxer,
    readonly stream: Stream,
    private readonly videoIndex: number | undefined,
    private readonly mayPull: boolean,
  ) {
    stream.discard = av.AVDISCARD_ALL;
  }

  /**
   * Has the demuxer deliver the packets from here on. A reader that has started before is at its end.
   *
   * @returns what to call {@link next} with
   */
  start(): PacketQueue {
    this.queue?.clear();
    const queue = (this.queue = new PacketQueue(QUEUE_LIMITS));
    this.demuxer.attach(this.stream.index, queue);
    this.stream.discard = this.av.AVDISCARD_DEFAULT;
    this.demuxer.wakeReader();
    return queue;
  }

  /** Seeks to a time in microseconds, if the input supports that. Only while nothing is read. */
  async seek(timeUs: number): Promise<void> {
    const { num, den } = this.stream.timeBase;
    const ticks = BigInt(Math.floor((timeUs * den) / (num * 1_000_000)));
    await this.context.seekFrame(this.stream.index, ticks, this.av.AVSEEK_FLAG_BACKWARD);
  }

  /** Has the demuxer skip them again. */
  stop(): void {
    this.stream.discard = this.av.AVDISCARD_ALL;
    this.demuxer.attach(this.stream.index, undefined);
    this.queue?.clear();
    this.queue = undefined;
  }

  /**
   * The next packet, owned by the caller; `undefined` at the end of the input, when the signal aborts, or when another
   * reader has started.
   *
   * @throws FfmpegCallError if the sound is read alone; else the reader of the video reports the failure
   */
  async next(queue: PacketQueue, signal: AbortSignal): Promise<Packet | undefined> {
    const { demuxer, videoIndex } = this;
    for (;;) {
      if (signal.aborted || queue !== this.queue) return undefined;
      const packet = queue.shift();
      if (packet !== undefined) return packet;
      if (demuxer.outcome !== 0) {
        if (videoIndex === undefined) demuxer.check();
        return undefined;
      }
      const isAhead = videoIndex !== undefined && demuxer.queueOf(videoIndex)?.isFull === true;
      if (this.mayPull && !demuxer.isBusy && !isAhead) demuxer.startPull();
      await demuxer.change(signal);
    }
  }
}
