import type { Frame, Packet } from 'node-av/lib';
import type { VideoFrame } from '../../media/video-frame.js';
import type { NodeAv } from '../load-node-av.js';
import { NativeVideoFrame } from '../native-video-frame.js';
import type { PacketFeed } from '../input/packet-feed.js';
import type { StreamTimes } from '../input/stream-times.js';
import { pixelShapeOf } from '../filter/displayed-size.js';
import { FrameCorrector } from '../filter/frame-corrector.js';
import { VideoDecoder, type CodedStream } from './video-decoder.js';

/** Decodes packets of a stream and corrects the frames for display: rotation, pixel aspect ratio, deinterlacing. */
export class FrameDecoding {
  private readonly corrector: FrameCorrector;
  private drained = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly times: Pick<StreamTimes, 'timeUs'>,
    private readonly decoder: VideoDecoder,
    stream: CodedStream,
  ) {
    this.corrector = new FrameCorrector(av, pixelShapeOf(stream));
  }

  /**
   * @param times converts timestamps of the stream
   * @throws FfmpegCallError when the codec is unknown or its decoder does not open
   */
  static async open(
    av: NodeAv,
    stream: CodedStream,
    times: Pick<StreamTimes, 'timeUs'>,
    live: boolean,
  ): Promise<FrameDecoding> {
    return new FrameDecoding(av, times, await VideoDecoder.open(av, stream, live), stream);
  }

  /**
   * Sends a packet, or `null` at the end of the stream. Call {@link take} until it returns `undefined` first.
   *
   * @throws FfmpegCallError
   */
  async push(packet: Packet | null): Promise<void> {
    this.drained ||= packet === null;
    await this.decoder.send(packet);
  }

  /**
   * The next frame, owned by the caller; `undefined` when another packet is needed, or after the last frame.
   *
   * @throws FfmpegCallError
   */
  async take(): Promise<VideoFrame | undefined> {
    for (
      let frame = await this.decoder.receive();
      frame !== undefined;
      frame = await this.decoder.receive()
    ) {
      const corrected = this.toVideoFrame(await this.corrected(frame));
      if (corrected !== undefined) return corrected;
    }
    return this.drained ? this.toVideoFrame(await this.corrector.finish()) : undefined;
  }

  /** Frees the decoder. Must not be called while {@link take} is pending. */
  close(): void {
    this.decoder.close();
    this.corrector.close();
  }

  private corrected(decoded: Frame): ReturnType<FrameCorrector['correct']> {
    const decodedAtUs = this.times.timeUs(decoded.bestEffortTimestamp);
    return this.corrector.correct(decoded, this.formatOf(decoded), decodedAtUs);
  }

  private toVideoFrame(corrected: Awaited<ReturnType<FrameCorrector['correct']>>): VideoFrame | undefined {
    if (corrected === undefined) return undefined;
    const { frame, timeUs } = corrected;
    return new NativeVideoFrame(frame, this.formatOf(frame), Math.round(timeUs));
  }

  private formatOf(frame: Frame): string {
    const { av } = this;
    return av.avGetPixFmtName(frame.format as Parameters<NodeAv['avGetPixFmtName']>[0]) ?? 'unknown';
  }
}

/** Reads decoded frames of a stream, corrected for display. */
export class DecodedReader {
  private ended = false;

  private constructor(
    private readonly feed: PacketFeed,
    private readonly decoding: FrameDecoding,
  ) {}

  /** @throws FfmpegCallError when the codec is unknown or its decoder does not open */
  static async open(av: NodeAv, feed: PacketFeed, live: boolean): Promise<DecodedReader> {
    return new DecodedReader(feed, await FrameDecoding.open(av, feed.stream, feed, live));
  }

  /**
   * The next frame, owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async next(): Promise<VideoFrame | undefined> {
    for (;;) {
      const frame = await this.decoding.take();
      if (frame !== undefined || this.ended) return frame;
      const packet = await this.feed.next();
      this.ended = packet === undefined;
      await this.decoding.push(packet ?? null);
    }
  }

  /** Frees the decoder. Must not be called while {@link next} is pending. */
  close(): void {
    this.decoding.close();
  }
}
