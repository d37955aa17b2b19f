import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import type { Demuxer } from './demuxer.js';
import { PacketQueue } from './packet-queue.js';
import { StreamTimes } from './stream-times.js';

/** Above this, the stated rate is that of the time base. */
const MAX_FRAMERATE = 1000;

/** After too few frames FFmpeg's base rate is that of the time base: 1,000 in WebM, 90,000 in MPEG-TS. */
const MAX_BASE_RATE = 240;

const UNKNOWN_FRAMERATE = 30;

/** How much video the reader of the sound may read ahead, to get to sound that comes late in the file. */
const READ_AHEAD = { packets: 600, bytes: 32 * 1024 * 1024 };

/** Reads the packets of the video stream of an opened input. */
export class PacketFeed {
  private packet: Packet;
  private readonly readAhead = new PacketQueue(READ_AHEAD);
  private times: StreamTimes | undefined;
  private packets = 0;
  private relayed: Buffer | undefined;

  constructor(
    private readonly av: NodeAv,
    private readonly context: FormatContext,
    readonly stream: Stream,
    private readonly demuxer: Demuxer,
  ) {
    this.packet = new av.Packet();
    this.packet.alloc();
    demuxer.attach(stream.index, this.readAhead);
  }

  /** Packets read so far. */
  get packetsRead(): number {
    return this.packets;
  }

  /** Nominal frames per second; 30 if the container states none, or an impossible one. */
  get framerate(): number {
    const { avgFrameRate, rFrameRate } = this.stream;
    const average = quotient(avgFrameRate);
    if (average > 0 && average <= MAX_FRAMERATE) return average;
    const base = quotient(rFrameRate);
    return base > 0 && base <= MAX_BASE_RATE ? base : UNKNOWN_FRAMERATE;
  }

  /**
   * The next packet, valid until the next call; `undefined` at the end.
   *
   * @throws FfmpegCallError
   */
  async next(): Promise<Packet | undefined> {
    const { av, demuxer, stream, readAhead } = this;
    for (;;) {
      const { packet } = this;
      const queued = readAhead.shift();
      if (queued !== undefined) {
        packet.free();
        this.packet = queued;
        this.relayed = undefined;
        demuxer.wakeReader();
      } else if (demuxer.pulling !== undefined) {
        await demuxer.pulling;
        continue;
      } else {
        packet.unref();
        let result: number;
        try {
          result = await demuxer.read(packet);
        } catch (error) {
          demuxer.readFailed();
          throw error;
        }
        this.relayed = demuxer.newestBytes;
        const isOwn = demuxer.readDone(result, packet, stream.index);
        if (result === av.AVERROR_EOF) return undefined;
        if (result !== av.AVERROR_EAGAIN) checked(av, 'read', result);
        if (!isOwn) continue;
      }
      this.packets++;
      // Empty packets repeat the previous frame (Theora, VP3), and FFmpeg's decoders refuse them.
      if (this.packet.size > 0) return this.packet;
    }
  }

  /** The content of the packet that {@link next} has returned, where another process has read it. It stays valid. */
  get relayedBytes(): Buffer | undefined {
    return this.relayed;
  }

  /**
   * Seeks to the last key frame before a time in microseconds.
   *
   * @returns whether the input supports that
   */
  async seek(timeUs: number): Promise<boolean> {
    const { num, den } = this.stream.timeBase;
    const ticks = BigInt(Math.floor((timeUs * den) / (num * 1_000_000)));
    return (await this.context.seekFrame(this.stream.index, ticks, this.av.AVSEEK_FLAG_BACKWARD)) >= 0;
  }

  /** Converts a timestamp of the stream to microseconds; without one, a frame interval after the previous. */
  timeUs(ticks: bigint): number {
    // Created on first use: until then the probe may correct the rate.
    this.times ??= this.timesFrom(1_000_000 / this.framerate);
    return this.times.timeUs(ticks);
  }

  /**
   * A separate clock for decoded frames: sharing that of the packets would count each frame twice.
   *
   * @param firstUs time of the first frame if it has no timestamp, in microseconds
   */
  timesFrom(firstUs: number): StreamTimes {
    const frameIntervalUs = 1_000_000 / this.framerate;
    return new StreamTimes(this.av, this.stream, frameIntervalUs, firstUs - frameIntervalUs);
  }

  /** Frees its packet. Must not be called while {@link next} is pending. */
  close(): void {
    this.packet.free();
  }
}

function quotient({ num, den }: { readonly num: number; readonly den: number }): number {
  return den === 0 ? 0 : num / den;
}
