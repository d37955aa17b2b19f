import type { Packet } from 'node-av/lib';
import type {
  InspectedAccessUnit,
  InspectedFormat,
  StreamInspector,
} from '../../bitstream/stream-inspector.interface.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FrameDecoding } from '../decode/decoded-reader.js';
import type { NodeAv } from '../load-node-av.js';
import type { PacketFeed } from '../input/packet-feed.js';
import { AnnexBFilter } from './annex-b-filter.js';
import { inspectorOf, type PassthroughCodec } from './coded-video.js';
import { KeyFrameWait } from './key-frame-wait.js';
import { PacketReplay } from './packet-replay.js';

/** Input and settings of an {@link EncodedReader}. */
export interface EncodedReaderParts {
  readonly av: NodeAv;
  readonly feed: PacketFeed;
  /** Whether frames arrive at their own pace. */
  readonly live: boolean;
  /** Set if passthrough is forced: called instead of decoding, and throws. */
  readonly refuse?: ((ineligibility: string) => never) | undefined;
}

/** What a decoder of the frames must support. */
export type EncodedStreamFormat = Pick<InspectedFormat, 'profile' | 'levelIdc'> & {
  readonly codec: PassthroughCodec;
};

/** Why frames are decoded that are not shown. */
const EDIT_LIST_REASON = 'its edit list skips frames';

/**
 * Reads a stream: encoded frames from a key frame on (IDR in H.264 and H.265), or decoded ones while browsers cannot decode
 * the stream. The choice is made at every key frame.
 */
export class EncodedReader {
  private readonly inspector: StreamInspector;
  private readonly wait = new KeyFrameWait();
  private readonly replay: PacketReplay;
  private decoding: FrameDecoding | undefined;
  private isPassingThrough = false;
  /** Frames before this time were output encoded, before the decoder was opened. */
  private shownBeforeUs = Number.NEGATIVE_INFINITY;
  /** Output once the decoder is drained. */
  private afterDrain: EncodedFrame | undefined;
  private ended = false;

  private constructor(
    private readonly parts: EncodedReaderParts,
    private readonly codec: PassthroughCodec,
    private readonly filter: AnnexBFilter,
  ) {
    this.inspector = inspectorOf(codec, parts.feed.stream.codecpar, filter.extradata);
    this.replay = new PacketReplay(parts.av);
  }

  /** @throws FfmpegCallError when the stream is of another codec */
  static open(codec: PassthroughCodec, parts: EncodedReaderParts): EncodedReader {
    return new EncodedReader(parts, codec, AnnexBFilter.open(parts.av, codec, parts.feed.stream));
  }

  /** Why passthrough is impossible, as far as known before the first frame. */
  get ineligibility(): string | undefined {
    return this.inspector.initial.ineligibility;
  }

  /** What is required of decoders, if passthrough is possible; known from the container only. */
  get format(): EncodedStreamFormat | undefined {
    const { sps, ineligibility } = this.inspector.initial;
    if (ineligibility !== undefined || sps === undefined) return undefined;
    return { codec: this.codec, profile: sps.profile, levelIdc: sps.levelIdc };
  }

  /**
   * The next frame; decoded ones are owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async next(): Promise<EncodedFrame | VideoFrame | undefined> {
    for (;;) {
      const frame = (await this.takeDecoded()) ?? this.takeDrained();
      if (frame !== undefined || this.ended) return frame;
      if (!(await this.parts.feed.advance())) await this.end();
      else {
        const encoded = await this.read();
        if (encoded !== undefined) return encoded;
      }
    }
  }

  /** Frees everything. Must not be called while {@link next} is pending. */
  close(): void {
    this.closeDecoding();
    this.replay.close();
    this.filter.close();
  }

  private async takeDecoded(): Promise<VideoFrame | undefined> {
    for (;;) {
      const frame = await this.decoding?.take();
      if (frame === undefined) return undefined;
      if (frame.captureTimeUs >= this.shownBeforeUs) {
        // Only once: later timestamps may start over.
        this.shownBeforeUs = Number.NEGATIVE_INFINITY;
        return frame;
      }
      frame.close();
    }
  }

  private takeDrained(): EncodedFrame | undefined {
    const frame = this.afterDrain;
    if (frame === undefined) return undefined;
    this.afterDrain = undefined;
    this.closeDecoding();
    return frame;
  }

  private async end(): Promise<void> {
    await this.decoding?.push(null);
    this.ended = true;
  }

  /** @returns the frame of the newest packet, if it is passed through and no decoded frame precedes it */
  private async read(): Promise<EncodedFrame | undefined> {
    const { av, feed } = this.parts;
    const { pts, dts, flags } = feed.coded;
    const timeUs = Math.round(feed.timeUs(pts === av.AV_NOPTS_VALUE ? dts : pts));
    const isDiscarded = (flags & av.AV_PKT_FLAG_DISCARD) !== 0;
    const ready = this.filter.isIdle ? feed.relayedBytes : undefined;
    const filtered = ready === undefined ? this.filter.filterPacket(feed.packet) : undefined;
    // A copy of FFmpeg's memory already.
    const bytes = ready ?? filtered?.data;
    if (bytes === undefined) return undefined;
    const found = this.inspector.inspect(bytes ?? Buffer.alloc(0));
    // Decoded but not shown, which cannot be signalled to a viewer.
    const unit = found && isDiscarded ? { ...found, ineligibility: EDIT_LIST_REASON } : found;
    if (unit !== undefined && this.passes(unit)) return this.pass(unit, filtered ?? { pts, dts }, timeUs);
    // Parameter sets between two frames: part of the next access unit.
    if (unit === undefined && this.isPassingThrough) return undefined;
    if (this.decoding === undefined && !(await this.startDecoding(unit, timeUs))) return undefined;
    await this.decoding?.push(filtered ?? feed.packet);
    return undefined;
  }

  private passes({ keyFrame, ineligibility }: InspectedAccessUnit): boolean {
    return ineligibility === undefined && (this.isPassingThrough || keyFrame);
  }

  private async pass(
    unit: InspectedAccessUnit,
    times: Pick<Packet, 'pts' | 'dts'>,
    captureTimeUs: number,
  ): Promise<EncodedFrame | undefined> {
    this.isPassingThrough = true;
    this.wait.reset();
    this.replay.push(unit, times);
    const { width = 0, height = 0 } = unit.sps ?? {};
    const { keyFrame, data } = unit;
    const frame: EncodedFrame = { codec: this.codec, keyFrame, captureTimeUs, width, height, data };
    if (this.decoding === undefined) return frame;
    await this.decoding.push(null);
    this.afterDrain = frame;
    return undefined;
  }

  /** @returns `false` while passthrough may become possible at a later IDR frame */
  private async startDecoding(unit: InspectedAccessUnit | undefined, timeUs: number): Promise<boolean> {
    const { av, feed, live, refuse } = this.parts;
    const reason = this.wait.reasonToDecode(unit, timeUs, refuse !== undefined);
    if (reason === undefined) {
      // Its parameter sets are missing: what follows cannot be decoded either.
      this.isPassingThrough = false;
      return false;
    }
    refuse?.(reason);
    const stream = { codecpar: this.filter.codecpar ?? feed.stream.codecpar, timeBase: feed.stream.timeBase };
    this.decoding = await FrameDecoding.open(av, stream, feed.timesFrom(timeUs), live);
    this.shownBeforeUs = this.isPassingThrough ? timeUs : Number.NEGATIVE_INFINITY;
    // Opened within a GOP: the decoder needs the frames since the key frame.
    if (this.isPassingThrough && unit?.keyFrame !== true) await this.decodeAgain(this.decoding);
    this.isPassingThrough = false;
    this.replay.clear();
    return true;
  }

  private async decodeAgain(decoding: FrameDecoding): Promise<void> {
    for (const packet of this.replay.packets()) {
      await decoding.push(packet);
      // Output before: only the decoder needs them.
      for (let frame = await decoding.take(); frame !== undefined; frame = await decoding.take())
        frame.close();
    }
  }

  private closeDecoding(): void {
    this.decoding?.close();
    this.decoding = undefined;
    this.shownBeforeUs = Number.NEGATIVE_INFINITY;
  }
}
