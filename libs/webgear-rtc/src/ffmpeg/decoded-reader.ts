import type { Frame } from 'node-av/lib';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { NodeAv } from './load-node-av.js';
import { NativeVideoFrame } from './native-video-frame.js';
import type { PacketFeed } from './packet-feed.js';
import { PictureCorrector } from './picture-corrector.js';
import { VideoDecoder } from './video-decoder.js';

/** The pictures of a stream, decoded, upright and without combs. */
export class DecodedReader {
  private readonly corrector: PictureCorrector;
  private drained = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly feed: PacketFeed,
    private readonly decoder: VideoDecoder,
  ) {
    this.corrector = new PictureCorrector(av);
  }

  /** @throws FfmpegCallError when the codec is unknown or its decoder does not open */
  static async open(av: NodeAv, feed: PacketFeed, live: boolean): Promise<DecodedReader> {
    return new DecodedReader(av, feed, await VideoDecoder.open(av, feed.stream, live));
  }

  /**
   * The next picture, owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async next(): Promise<VideoFrame | undefined> {
    for (;;) {
      const frame = await this.decoder.receive();
      if (frame !== undefined) {
        const picture = this.toVideoFrame(await this.corrected(frame));
        if (picture === undefined) continue;
        return picture;
      }
      if (this.drained) return this.toVideoFrame(await this.corrector.finish());
      const packet = await this.feed.next();
      this.drained = packet === undefined;
      await this.decoder.send(packet ?? null);
    }
  }

  /** Frees the decoder; not while a picture is being read. */
  close(): void {
    this.decoder.close();
    this.corrector.close();
  }

  private corrected(decoded: Frame): ReturnType<PictureCorrector['correct']> {
    const decodedAtUs = this.feed.timeUs(decoded.bestEffortTimestamp);
    return this.corrector.correct(decoded, this.formatOf(decoded), decodedAtUs);
  }

  private toVideoFrame(corrected: Awaited<ReturnType<PictureCorrector['correct']>>): VideoFrame | undefined {
    if (corrected === undefined) return undefined;
    const { frame, timeUs } = corrected;
    return new NativeVideoFrame(frame, this.formatOf(frame), Math.round(timeUs));
  }

  private formatOf(frame: Frame): string {
    const { av } = this;
    return av.avGetPixFmtName(frame.format as Parameters<NodeAv['avGetPixFmtName']>[0]) ?? 'unknown';
  }
}
