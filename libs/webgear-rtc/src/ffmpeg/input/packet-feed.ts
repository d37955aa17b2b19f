import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import type { Demuxer } from './demuxer.js';
import type { RelayedPacket } from '../relay/packet-relay.js';
import { bytesOf, fillPacket } from '../relay/packet-source.js';
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
  private native: Packet;
  private readonly readAhead = new PacketQueue(READ_AHEAD);
  private times: StreamTimes | undefined;
  private packets = 0;
  private readonly index: number;
  private relayed: RelayedPacket | undefined;
  private isFilled = true;

  constructor(
    private readonly av: NodeAv,
    private readonly context: FormatContext,
    readonly stream: Stream,
    private readonly demuxer: Demuxer,
  ) {
    this.native = new av.Packet();
    this.native.alloc();
    this.index = stream.index;
    demuxer.attach(this.index, this.readAhead);
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
    return (await this.advance()) ? this.packet : undefined;
  }

  /**
   * Goes on to the next packet, which {@link packet} and {@link coded} are of until the next call.
   *
   * @returns `false` at the end
   * @throws FfmpegCallError
   */
  async advance(): Promise<boolean> {
    const { av, demuxer, readAhead } = this;
    for (;;) {
      const { native } = this;
      const queued = readAhead.shift();
      if (queued !== undefined) {
        native.free();
        this.native = queued;
        this.relayed = undefined;
        demuxer.wakeReader();
      } else if (demuxer.pulling !== undefined) {
        await demuxer.pulling;
        continue;
      } else {
        if (this.isFilled) native.unref();
        let result: number;
        try {
          result = await demuxer.read(native);
        } catch (error) {
          demuxer.readFailed();
          throw error;
        }
        this.relayed = demuxer.newest;
        const isOwn = demuxer.readDone(result, native, this.index);
        // One of another stream may have been filled for its queue.
        this.isFilled = this.relayed === undefined || !isOwn;
        if (result === av.AVERROR_EOF) return false;
        if (result !== av.AVERROR_EAGAIN) checked(av, 'read', result);
        if (!isOwn) continue;
      }
      this.packets++;
      // Empty packets repeat the previous frame (Theora, VP3), and FFmpeg's decoders refuse them.
      if ((this.relayed?.data.length ?? this.native.size) > 0) return true;
    }
  }

  /** The newest packet, for FFmpeg. */
  get packet(): Packet {
    const { native, relayed } = this;
    if (!this.isFilled && relayed !== undefined) fillPacket(native, relayed);
    this.isFilled = true;
    return native;
  }

  /** What {@link packet} says of itself. */
  get coded(): Pick<RelayedPacket, 'pts' | 'dts' | 'flags'> {
    return this.relayed ?? this.native;
  }

  /** Its content, where FFmpeg has not read it. It stays valid. */
  get relayedBytes(): Buffer | undefined {
    return this.relayed && bytesOf(this.relayed.data);
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
    this.native.free();
  }
}

function quotient({ num, den }: { readonly num: number; readonly den: number }): number {
  return den === 0 ? 0 : num / den;
}
