import type { Packet } from 'node-av/lib';
import { H264StreamInspector, type H264AccessUnit } from '../../bitstream/h264-stream-inspector.js';
import type { H264Profile } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FrameDecoding } from '../decode/decoded-reader.js';
import type { NodeAv } from '../load-node-av.js';
import type { PacketFeed } from '../input/packet-feed.js';
import { AnnexBFilter } from './annex-b-filter.js';
import { KeyFrameWait } from './key-frame-wait.js';
import { PacketReplay } from './packet-replay.js';

/** What an {@link EncodedReader} reads, and how. */
export interface EncodedReaderParts {
  readonly av: NodeAv;
  readonly feed: PacketFeed;
  /** Whether the frames come at their own pace. */
  readonly live: boolean;
  /** Called instead of decoding where the stream is to be sent as it is in any case; throws. */
  readonly refuse?: ((ineligibility: string) => never) | undefined;
}

/** Why frames are decoded that are not shown. */
const LEFT_OUT = 'its edit list leaves out frames';

/**
 * The frames of an H.264 stream: as they came, from an IDR frame on, in the form RTP wants; decoded while browsers cannot
 * be sent the stream as it is. Which of the two is decided at every IDR frame.
 */
export class EncodedReader {
  private readonly inspector: H264StreamInspector;
  private readonly wait = new KeyFrameWait();
  private readonly replay: PacketReplay;
  private decoding: FrameDecoding | undefined;
  private isPassing = false;
  /** Frames before this time were given out encoded, before the decoder was opened. */
  private shownBeforeUs = Number.NEGATIVE_INFINITY;
  /** Given out once the decoder is empty. */
  private afterDrain: EncodedFrame | undefined;
  private ended = false;

  private constructor(
    private readonly parts: EncodedReaderParts,
    private readonly filter: AnnexBFilter,
  ) {
    this.inspector = new H264StreamInspector(filter.head, parts.feed.stream.codecpar.videoDelay > 0);
    this.replay = new PacketReplay(parts.av);
  }

  /** @throws FfmpegCallError when the stream is not H.264 */
  static open(parts: EncodedReaderParts): EncodedReader {
    return new EncodedReader(parts, AnnexBFilter.open(parts.av, parts.feed.stream));
  }

  /** Why the stream cannot be sent as it is, as far as it is known before the first frame. */
  get ineligibility(): string | undefined {
    return this.inspector.head.ineligibility;
  }

  /** What the stream demands of its decoders, where it can be sent as it is and has been neither read nor changed. */
  get profile(): H264Profile | undefined {
    const { sps, ineligibility } = this.inspector.head;
    return ineligibility === undefined ? sps : undefined;
  }

  /**
   * The next frame, decoded ones owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async next(): Promise<EncodedFrame | VideoFrame | undefined> {
    for (;;) {
      const frame = (await this.takeDecoded()) ?? this.takeDrained();
      if (frame !== undefined || this.ended) return frame;
      const packet = await this.parts.feed.next();
      if (packet === undefined) await this.end();
      else {
        const encoded = await this.read(packet);
        if (encoded !== undefined) return encoded;
      }
    }
  }

  /** Frees everything; not while a frame is being read. */
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
        // Once: the times of what comes later may begin again.
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

  /** @returns the frame of this packet where it is sent as it is, and nothing decoded comes before it */
  private async read(packet: Packet): Promise<EncodedFrame | undefined> {
    const { av, feed } = this.parts;
    const timeUs = Math.round(feed.timeUs(packet.pts === av.AV_NOPTS_VALUE ? packet.dts : packet.pts));
    // Before the filter, which takes the packet's content.
    const isLeftOut = (packet.flags & av.AV_PKT_FLAG_DISCARD) !== 0;
    const filtered = await this.filter.filterPacket(packet);
    if (filtered === undefined) return undefined;
    const found = this.inspector.inspect(Buffer.from(filtered.data ?? Buffer.alloc(0)));
    // To be decoded and not to be seen, which a viewer cannot be told.
    const unit = found && isLeftOut ? { ...found, ineligibility: LEFT_OUT } : found;
    if (unit !== undefined && this.passes(unit)) return this.pass(unit, filtered, timeUs);
    // Parameter sets between two frames: they precede the next.
    if (unit === undefined && this.isPassing) return undefined;
    if (this.decoding === undefined && !(await this.startDecoding(unit, timeUs))) return undefined;
    await this.decoding?.push(filtered);
    return undefined;
  }

  private passes({ keyFrame, ineligibility }: H264AccessUnit): boolean {
    return ineligibility === undefined && (this.isPassing || keyFrame);
  }

  private async pass(
    unit: H264AccessUnit,
    packet: Packet,
    captureTimeUs: number,
  ): Promise<EncodedFrame | undefined> {
    this.isPassing = true;
    this.wait.reset();
    this.replay.push(unit, packet);
    const { width = 0, height = 0 } = unit.sps ?? {};
    const { keyFrame, data } = unit;
    const frame: EncodedFrame = { codec: 'h264', keyFrame, captureTimeUs, width, height, data };
    if (this.decoding === undefined) return frame;
    await this.decoding.push(null);
    this.afterDrain = frame;
    return undefined;
  }

  /** @returns `false` while there may be an IDR frame to come from which on the stream can be sent as it is */
  private async startDecoding(unit: H264AccessUnit | undefined, timeUs: number): Promise<boolean> {
    const { av, feed, live, refuse } = this.parts;
    const reason = this.wait.reasonToDecode(unit, timeUs, refuse !== undefined);
    if (reason === undefined) {
      // Its sets are missing: what follows it cannot be decoded either.
      this.isPassing = false;
      return false;
    }
    refuse?.(reason);
    const stream = { codecpar: this.filter.codecpar ?? feed.stream.codecpar, timeBase: feed.stream.timeBase };
    this.decoding = await FrameDecoding.open(av, stream, feed.timesFrom(timeUs), live);
    this.shownBeforeUs = this.isPassing ? timeUs : Number.NEGATIVE_INFINITY;
    // In the middle of a GOP the decoder needs what came before.
    if (this.isPassing && unit?.keyFrame !== true) await this.decodeAgain(this.decoding);
    this.isPassing = false;
    this.replay.clear();
    return true;
  }

  private async decodeAgain(decoding: FrameDecoding): Promise<void> {
    for (const packet of this.replay.packets()) {
      await decoding.push(packet);
      // Shown already, each of them: only the decoder has to know them.
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
