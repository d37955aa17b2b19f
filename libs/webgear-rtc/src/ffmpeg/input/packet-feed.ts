import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import { waitForRead, type WaitingRead } from './wait-for-read.js';
import type { NodeAv } from '../load-node-av.js';

/** Beyond this, a container counts ticks, not frames. */
const MAX_FRAMERATE = 1000;

/** FFmpeg's base rate is the rate of the ticks where it has seen too few frames: a thousand in WebM, 90,000 in MPEG-TS. */
const MAX_BASE_RATE = 240;

const UNKNOWN_FRAMERATE = 30;

/** The packets of one stream of an opened input. */
export class PacketFeed {
  private readonly packet: Packet;
  private times: StreamTimes | undefined;
  private packets = 0;

  constructor(
    private readonly av: NodeAv,
    private readonly context: FormatContext,
    readonly stream: Stream,
    /** How to wait for a source that may fall silent; left out for others. */
    private readonly waiting?: WaitingRead,
  ) {
    this.packet = new av.Packet();
    this.packet.alloc();
  }

  /** Packets of the stream that were read. */
  get packetsRead(): number {
    return this.packets;
  }

  /** Nominal frames per second; 30 when the container does not say, or says what cannot be. */
  get framerate(): number {
    const { avgFrameRate, rFrameRate } = this.stream;
    const average = quotient(avgFrameRate);
    if (average > 0 && average <= MAX_FRAMERATE) return average;
    const base = quotient(rFrameRate);
    return base > 0 && base <= MAX_BASE_RATE ? base : UNKNOWN_FRAMERATE;
  }

  /**
   * The next packet, on loan until the next call; `undefined` at the end.
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
      // The frame before, once more (Theora and VP3 have such packets), which FFmpeg's decoders refuse.
      if (packet.size > 0) return packet;
    }
  }

  private read(): Promise<number> {
    const reading = this.context.readFrame(this.packet);
    return this.waiting === undefined ? reading : waitForRead(reading, this.waiting);
  }

  /**
   * Goes on from the key frame before a time in microseconds.
   *
   * @returns whether the input can do that
   */
  async seek(timeUs: number): Promise<boolean> {
    const { num, den } = this.stream.timeBase;
    const ticks = BigInt(Math.floor((timeUs * den) / (num * 1_000_000)));
    return (await this.context.seekFrame(this.stream.index, ticks, this.av.AVSEEK_FLAG_BACKWARD)) >= 0;
  }

  /** A time in the stream's ticks as microseconds; one frame interval after the last where there is none. */
  timeUs(ticks: bigint): number {
    // Not before the first: a probe may still correct the rate.
    this.times ??= this.timesFrom(1_000_000 / this.framerate);
    return this.times.timeUs(ticks);
  }

  /**
   * The same for frames that are counted apart from the packets: counted together, each would count for two.
   *
   * @param firstUs time of the first frame where it has none, in microseconds
   */
  timesFrom(firstUs: number): StreamTimes {
    const frameIntervalUs = 1_000_000 / this.framerate;
    return new StreamTimes(this.av, this.stream, frameIntervalUs, firstUs - frameIntervalUs);
  }

  /** Frees the packet; not while one is being read. */
  close(): void {
    this.packet.free();
  }
}

function quotient({ num, den }: { readonly num: number; readonly den: number }): number {
  return den === 0 ? 0 : num / den;
}

/** Reads the times of one stream, and counts on where there are none. */
export class StreamTimes {
  /**
   * @param frameIntervalUs what lies between two frames without times, in microseconds
   * @param lastUs time of the frame before the first, in microseconds
   */
  constructor(
    private readonly av: NodeAv,
    private readonly stream: Pick<Stream, 'timeBase'>,
    private readonly frameIntervalUs: number,
    private lastUs: number,
  ) {}

  /** A time in the stream's ticks as microseconds; one frame interval after the last where there is none. */
  timeUs(ticks: bigint): number {
    const { num, den } = this.stream.timeBase;
    this.lastUs =
      ticks === this.av.AV_NOPTS_VALUE
        ? this.lastUs + this.frameIntervalUs
        : (Number(ticks) * num * 1_000_000) / den;
    return this.lastUs;
  }
}
