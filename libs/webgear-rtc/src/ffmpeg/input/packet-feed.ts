import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import { waitForRead, type WaitingRead } from './wait-for-read.js';
import type { NodeAv } from '../load-node-av.js';

/** Above this, the stated rate is that of the time base. */
const MAX_FRAMERATE = 1000;

/** After too few frames FFmpeg's base rate is that of the time base: 1,000 in WebM, 90,000 in MPEG-TS. */
const MAX_BASE_RATE = 240;

const UNKNOWN_FRAMERATE = 30;

/** Reads the packets of one stream of an opened input. */
export class PacketFeed {
  private readonly packet: Packet;
  private times: StreamTimes | undefined;
  private packets = 0;

  constructor(
    private readonly av: NodeAv,
    private readonly context: FormatContext,
    readonly stream: Stream,
    /** For a source that may fall silent; left out for others. */
    private readonly waiting?: WaitingRead,
  ) {
    this.packet = new av.Packet();
    this.packet.alloc();
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
    const { av, packet, stream } = this;
    for (;;) {
      packet.unref();
      const result = await this.read();
      if (result === av.AVERROR_EAGAIN) continue;
      if (result === av.AVERROR_EOF) return undefined;
      checked(av, 'read', result);
      if (packet.streamIndex !== stream.index) continue;
      this.packets++;
      // Empty packets repeat the previous frame (Theora, VP3), and FFmpeg's decoders refuse them.
      if (packet.size > 0) return packet;
    }
  }

  private read(): Promise<number> {
    const reading = this.context.readFrame(this.packet);
    return this.waiting === undefined ? reading : waitForRead(reading, this.waiting);
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

  /** Frees the packet. Must not be called while {@link next} is pending. */
  close(): void {
    this.packet.free();
  }
}

function quotient({ num, den }: { readonly num: number; readonly den: number }): number {
  return den === 0 ? 0 : num / den;
}

/** Converts timestamps of a stream to microseconds, and extrapolates missing ones. */
export class StreamTimes {
  /**
   * @param frameIntervalUs step for a missing timestamp, in microseconds
   * @param lastUs time of the frame before the first, in microseconds
   */
  constructor(
    private readonly av: NodeAv,
    private readonly stream: Pick<Stream, 'timeBase'>,
    private readonly frameIntervalUs: number,
    private lastUs: number,
  ) {}

  /** Converts a timestamp of the stream to microseconds; without one, a frame interval after the previous. */
  timeUs(ticks: bigint): number {
    const { num, den } = this.stream.timeBase;
    this.lastUs =
      ticks === this.av.AV_NOPTS_VALUE
        ? this.lastUs + this.frameIntervalUs
        : (Number(ticks) * num * 1_000_000) / den;
    return this.lastUs;
  }
}
