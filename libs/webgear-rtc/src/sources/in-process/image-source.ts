import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { MediaInput } from '../../ffmpeg/input/media-input.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { openWithFallbacks } from '../opening/open-with-fallbacks.js';
import type { PrepareRequest } from './media-video-source.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

/** Frames per second of a single image: little work, and a joining viewer sees it without delay. */
export const IMAGE_RATE = 15;

/** An image file: decoded once and repeated, or played at its own rate if animated. */
export class ImageSource implements VideoSource {
  private image: VideoFrame | undefined;
  /** Set for an animation only, with its second frame. */
  private animation: { readonly input: MediaInput; second: VideoFrame | undefined } | undefined;
  private opening: Promise<unknown> = Promise.resolve();
  private abort = new AbortController();

  /**
   * @param label name of the source
   * @param framerate how often a single image is repeated, per second
   */
  constructor(
    readonly label: string,
    private readonly prepare: PrepareRequest,
    private readonly framerate: number,
  ) {}

  open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.abort = new AbortController();
    const opening = this.decode(signal);
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const { image, animation } = this;
    if (image === undefined) return;
    const intervalUs = 1_000_000 / this.framerate;
    if (animation === undefined) {
      for (let index = 0; !this.abort.signal.aborted; index++)
        yield image.clone(Math.round(index * intervalUs));
      return;
    }
    yield image.clone();
    for (let frame = animation.second; frame !== undefined; frame = await animation.input.read()) {
      animation.second = undefined;
      yield frame;
    }
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.opening;
    const { image, animation } = this;
    [this.image, this.animation] = [undefined, undefined];
    image?.close();
    animation?.second?.close();
    await animation?.input.close();
  }

  private async decode(signal: AbortSignal): Promise<VideoSourceInfo> {
    const attempt = (request: Parameters<typeof MediaInput.open>[0], until: AbortSignal) =>
      MediaInput.open(request, until);
    const input = await openWithFallbacks(await this.prepare(), signal, attempt, undefined);
    let isKept = false;
    try {
      const image = await input.read();
      if (image === undefined) throw new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source: this.label });
      this.image = image;
      // An image truncated after its first frame is usable.
      const second = await input.read().catch(() => undefined);
      const { width, height } = image;
      if (second === undefined) return { width, height, framerate: this.framerate, live: false };
      this.animation = { input, second };
      isKept = true;
      return { width, height, framerate: input.framerate, live: false };
    } finally {
      if (!isKept) await input.close();
    }
  }
}
