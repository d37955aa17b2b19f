import type { RawPictureDecoder } from '../../ffmpeg/raw-picture-decoder.js';
import type { CaptureClock } from '../../frames/capture-clock.interface.js';
import type { VideoFrame } from '../../frames/video-frame.interface.js';
import type { VideoSourceInfo } from '../video-source.interface.js';
import type { ByteReader } from './byte-reader.js';
import type { ProcessPictures } from './process-pictures.interface.js';

/** What uncompressed pictures from a pipe are made of. */
export interface RawPicturesParts {
  readonly info: VideoSourceInfo;
  readonly reader: ByteReader;
  /** Becomes these pictures' own. */
  readonly decoder: RawPictureDecoder;
  readonly clock: CaptureClock;
}

/** Uncompressed pictures of one size, one after the other. */
export class RawPictures implements ProcessPictures {
  private index = 0;
  private lastUs = Number.NEGATIVE_INFINITY;

  private first: Buffer | undefined;

  constructor(private readonly parts: RawPicturesParts) {}

  /** The same, once the first picture is there: a camera that starts may have none. `undefined` when it has none. */
  static async begun(parts: RawPicturesParts): Promise<RawPictures | undefined> {
    const pictures = new RawPictures(parts);
    pictures.first = await parts.reader.read(parts.decoder.pictureBytes);
    if (pictures.first !== undefined) return pictures;
    pictures.close();
    return undefined;
  }

  get info(): VideoSourceInfo {
    return this.parts.info;
  }

  async next(): Promise<VideoFrame | undefined> {
    const { reader, decoder, info } = this.parts;
    const { pictureBytes } = decoder;
    let bytes = this.first ?? (await reader.read(pictureBytes));
    this.first = undefined;
    // Who is late wants the newest picture, not the queue of them. Only whole ones are left out.
    while (info.live && bytes !== undefined && reader.has(pictureBytes))
      bytes = await reader.read(pictureBytes);
    return bytes === undefined ? undefined : decoder.decode(bytes, this.captureTimeUs());
  }

  close(): void {
    this.parts.decoder.close();
  }

  private captureTimeUs(): number {
    const { info, clock } = this.parts;
    if (!info.live) return Math.round((this.index++ * 1_000_000) / info.framerate);
    this.lastUs = Math.max(this.lastUs + 1, clock.nowUs());
    return this.lastUs;
  }
}
