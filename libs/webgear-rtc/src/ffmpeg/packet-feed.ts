import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { checked } from './ffmpeg-call.js';
import type { NodeAv } from './load-node-av.js';
import { waitForRead, type WaitingRead } from './wait-for-read.js';

/** The packets of one stream of an opened input. */
export class PacketFeed {
  private readonly packet: Packet;
  private lastTimeUs = 0;

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

  /** Nominal frames per second; 30 when the container does not say. */
  get framerate(): number {
    for (const { num, den } of [this.stream.avgFrameRate, this.stream.rFrameRate]) {
      const framerate = den === 0 ? 0 : num / den;
      if (framerate > 0 && framerate <= 1000) return framerate;
    }
    return 30;
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
      if (packet.streamIndex === stream.index) return packet;
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
    const { num, den } = this.stream.timeBase;
    this.lastTimeUs =
      ticks === this.av.AV_NOPTS_VALUE
        ? this.lastTimeUs + 1_000_000 / this.framerate
        : (Number(ticks) * num * 1_000_000) / den;
    return this.lastTimeUs;
  }

  /** Frees the packet; not while one is being read. */
  close(): void {
    this.packet.free();
  }
}
