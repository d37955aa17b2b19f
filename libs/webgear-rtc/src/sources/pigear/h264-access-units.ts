import type { ElementaryStreamDecoder } from '../../ffmpeg/decode/elementary-stream-decoder.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { ProcessFrames } from '../child-process/process-frames.interface.js';
import type { VideoSourceInfo } from '../video-source.interface.js';
import type { AccessUnits } from './access-units.js';

/** Decodes the access units of a camera that encodes H.264. */
export class DecodedAccessUnits implements ProcessFrames {
  private first: VideoFrame | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly units: AccessUnits,
    private readonly decoder: ElementaryStreamDecoder,
    private readonly clock: CaptureClock,
    private readonly framerate: number,
  ) {}

  /**
   * Waits for the first frame, which determines the size.
   *
   * @param decoder ownership passes to the result
   * @returns `undefined` if the stream ends before
   */
  static async open(
    units: AccessUnits,
    decoder: ElementaryStreamDecoder,
    clock: CaptureClock,
    framerate: number,
  ): Promise<DecodedAccessUnits | undefined> {
    const frames = new DecodedAccessUnits(units, decoder, clock, framerate);
    try {
      frames.first = await frames.decodeNext();
    } catch (error) {
      frames.close();
      throw error;
    }
    if (frames.first !== undefined) return frames;
    frames.close();
    return undefined;
  }

  get info(): VideoSourceInfo {
    const { width, height } = this.first ?? { width: 0, height: 0 };
    return { width, height, framerate: this.framerate, live: true };
  }

  async next(): Promise<VideoFrame | undefined> {
    const { first } = this;
    this.first = undefined;
    return first ?? this.decodeNext();
  }

  close(): void {
    this.first?.close();
    this.first = undefined;
    this.decoder.close();
  }

  private async decodeNext(): Promise<VideoFrame | undefined> {
    for (;;) {
      const unit = await this.units.next();
      if (unit === undefined) return undefined;
      this.lastUs = Math.max(this.lastUs + 1, this.clock.nowUs());
      // Every access unit, also for a late reader: each frame is predicted from the one before.
      const frame = await this.decoder.decode(unit, this.lastUs);
      if (frame !== undefined) return frame;
    }
  }
}
