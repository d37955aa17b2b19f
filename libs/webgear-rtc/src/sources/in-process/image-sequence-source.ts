import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { MediaInput } from '../../ffmpeg/input/media-input.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { sequencePaths } from '../requests/local-file.js';
import { mediaRequestFor } from '../requests/media-request.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

/**
 * Image files as the frames of a video. FFmpeg's `image2` demuxer stops at the first gap in the numbers, and allows
 * one size and one extension only.
 */
export class ImageSequenceSource implements VideoSource {
  private paths: readonly string[] = [];
  private abort = new AbortController();
  private pending: Promise<VideoFrame | undefined> = Promise.resolve(undefined);
  private first: VideoFrame | undefined;

  /**
   * @param label name of the source
   * @param pattern such as `img%03d.png` or `*.jpg`
   * @param framerate images per second
   */
  constructor(
    readonly label: string,
    private readonly pattern: string,
    private readonly framerate: number,
  ) {}

  async open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.abort = new AbortController();
    this.paths = await sequencePaths(this.pattern);
    const either = AbortSignal.any([signal, this.abort.signal]);
    this.first = await this.read(this.paths[0] ?? '', either);
    if (this.first === undefined) throw new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source: this.label });
    const { width, height } = this.first;
    return { width, height, framerate: this.framerate, live: false };
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const intervalUs = 1_000_000 / this.framerate;
    const { signal } = this.abort;
    const { first } = this;
    if (first === undefined) return;
    for (let index = 0; !signal.aborted; index++) {
      // A single match is repeated, like an image given by name.
      const path = this.paths.length === 1 ? this.paths[0] : this.paths[index];
      if (path === undefined) return;
      const isFirst = path === this.paths[0];
      const frame = isFirst ? first : await this.read(path, signal);
      try {
        if (frame !== undefined) yield frame.clone(Math.round(index * intervalUs));
      } finally {
        if (!isFirst) frame?.close();
      }
    }
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.pending.catch(() => undefined);
    this.first?.close();
    this.first = undefined;
  }

  private read(path: string, signal: AbortSignal): Promise<VideoFrame | undefined> {
    this.pending = readImage(path, signal);
    return this.pending;
  }
}

async function readImage(path: string, signal: AbortSignal): Promise<VideoFrame | undefined> {
  const input = await MediaInput.open(await mediaRequestFor({ kind: 'image', path }, {}, path), signal);
  try {
    return await input.read();
  } finally {
    await input.close();
  }
}
