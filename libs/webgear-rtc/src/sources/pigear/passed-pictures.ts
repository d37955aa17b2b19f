import { H264ParameterSets, h264ProfileOf, isH264KeyFrame } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../../encoder/encoded-frame.interface.js';
import type { CaptureClock } from '../../frames/capture-clock.interface.js';
import type { PictureSize } from '../../frames/picture-size.interface.js';
import type { VideoFrame } from '../../frames/video-frame.interface.js';
import type { ProcessPictures } from '../child-process/process-pictures.interface.js';
import type { PassthroughFormat, VideoSourceInfo } from '../video-source.interface.js';
import type { AccessUnits } from './access-units.js';

/** What is known of the camera's pictures. */
export interface PassedPicturesParts extends PictureSize {
  readonly units: AccessUnits;
  readonly clock: CaptureClock;
  readonly framerate: number;
}

/** Pictures of a camera that compresses them itself, handed on as they come. */
export class PassedPictures implements ProcessPictures {
  private readonly parameterSets = new H264ParameterSets();
  private lastUs = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly parts: PassedPicturesParts,
    private first: EncodedFrame | undefined,
    private readonly passthrough: PassthroughFormat,
  ) {}

  /**
   * Waits for the first key frame.
   *
   * @returns `undefined` when there is none
   */
  static async open(parts: PassedPicturesParts): Promise<PassedPictures | undefined> {
    for (;;) {
      const unit = await parts.units.next();
      if (unit === undefined) return undefined;
      const passthrough = h264ProfileOf(unit);
      if (passthrough === undefined || !isH264KeyFrame(unit)) continue;
      const pictures = new PassedPictures(parts, undefined, passthrough);
      pictures.first = pictures.toFrame(unit);
      return pictures;
    }
  }

  get info(): VideoSourceInfo {
    const { width, height, framerate } = this.parts;
    return { width, height, framerate, live: true, passthrough: this.passthrough };
  }

  next(): Promise<VideoFrame | undefined> {
    return Promise.resolve(undefined);
  }

  async nextEncoded(): Promise<EncodedFrame | undefined> {
    const { first } = this;
    this.first = undefined;
    if (first !== undefined) return first;
    const unit = await this.parts.units.next();
    return unit && this.toFrame(unit);
  }

  close(): void {}

  private toFrame(unit: Buffer): EncodedFrame {
    const { width, height, clock } = this.parts;
    this.lastUs = Math.max(this.lastUs + 1, clock.nowUs());
    const keyFrame = isH264KeyFrame(unit);
    return {
      codec: 'h264',
      keyFrame,
      captureTimeUs: this.lastUs,
      width,
      height,
      data: this.parameterSets.complete(Buffer.from(unit), keyFrame),
    };
  }
}
