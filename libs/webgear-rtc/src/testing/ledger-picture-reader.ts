import type { PictureReader, SlowPicture } from '../ffmpeg/pictures/picture-reader.js';
import type { Picture } from '../frames/picture.interface.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { FrameLedger } from './frame-ledger.js';

/** Takes anything for a picture and makes frames without pixels, of which a ledger keeps count. */
export class LedgerPictureReader implements Pick<
  PictureReader,
  'takesTime' | 'keep' | 'share' | 'decode' | 'release'
> {
  /** What was handed over and given up, in order. */
  readonly released: unknown[] = [];
  /** Files that were decoded. */
  filesDecoded = 0;

  constructor(private readonly ledger: FrameLedger) {}

  takesTime(picture: Picture): picture is Uint8Array {
    return picture instanceof Uint8Array;
  }

  keep(picture: SlowPicture): SlowPicture {
    return picture;
  }

  share(_picture: Picture, captureTimeUs: number): VideoFrame {
    return this.ledger.frame(captureTimeUs);
  }

  decode(_picture: SlowPicture, captureTimeUs: number): Promise<VideoFrame> {
    this.filesDecoded++;
    return Promise.resolve(this.ledger.frame(captureTimeUs));
  }

  release(picture: unknown): void {
    this.released.push(picture);
    if (Object.hasOwn(picture as object, 'pixelFormat')) (picture as VideoFrame).close();
  }
}
