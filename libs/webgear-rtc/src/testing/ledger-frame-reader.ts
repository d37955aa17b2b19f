import type { FrameInputReader, AsyncFrameInput } from '../ffmpeg/pixels/frame-input-reader.js';
import type { FrameInput } from '../media/frame-input.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { FrameLedger } from './frame-ledger.js';

/** Takes anything for a picture and makes frames without pixels, of which a ledger keeps count. */
export class LedgerFrameReader implements Pick<
  FrameInputReader,
  'needsDecoding' | 'keep' | 'share' | 'decode' | 'release'
> {
  /** What was handed over and given up, in order. */
  readonly released: unknown[] = [];
  /** Files that were decoded. */
  filesDecoded = 0;

  constructor(private readonly ledger: FrameLedger) {}

  needsDecoding(picture: FrameInput): picture is Uint8Array {
    return picture instanceof Uint8Array;
  }

  keep(picture: AsyncFrameInput): AsyncFrameInput {
    return picture;
  }

  share(_picture: FrameInput, captureTimeUs: number): VideoFrame {
    return this.ledger.frame(captureTimeUs);
  }

  decode(_picture: AsyncFrameInput, captureTimeUs: number): Promise<VideoFrame> {
    this.filesDecoded++;
    return Promise.resolve(this.ledger.frame(captureTimeUs));
  }

  release(picture: unknown): void {
    this.released.push(picture);
    if (Object.hasOwn(picture as object, 'pixelFormat')) (picture as VideoFrame).close();
  }
}
