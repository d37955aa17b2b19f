import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { MediaInput } from '../ffmpeg/media-input.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import { openInTurn } from './opening/open-in-turn.js';
import type { PrepareRequest } from './media-video-source.js';
import type { VideoSource, VideoSourceInfo } from './video-source.interface.js';

/** Frames per second of a still image: little work, and a viewer who joins waits for none of it. */
export const STILL_IMAGE_RATE = 15;

/** One picture, decoded once and shown for ever. */
export class StillImageSource implements VideoSource {
  private picture: VideoFrame | undefined;
  private opening: Promise<unknown> = Promise.resolve();

  /**
   * @param label name of the source
   * @param framerate how often it is repeated, per second
   */
  constructor(
    readonly label: string,
    private readonly prepare: PrepareRequest,
    private readonly framerate: number,
  ) {}

  open(signal: AbortSignal): Promise<VideoSourceInfo> {
    const opening = this.decode(signal);
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const intervalUs = 1_000_000 / this.framerate;
    for (let index = 0; this.picture !== undefined; index++)
      yield this.picture.clone(Math.round(index * intervalUs));
  }

  async close(): Promise<void> {
    await this.opening;
    this.picture?.close();
    this.picture = undefined;
  }

  private async decode(signal: AbortSignal): Promise<VideoSourceInfo> {
    const input = await openInTurn(
      await this.prepare(),
      signal,
      (request, opening) => MediaInput.open(request, opening),
      undefined,
    );
    try {
      const picture = await input.read();
      if (picture === undefined) throw new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source: this.label });
      this.picture = picture;
      return { width: picture.width, height: picture.height, framerate: this.framerate, live: false };
    } finally {
      await input.close();
    }
  }
}
