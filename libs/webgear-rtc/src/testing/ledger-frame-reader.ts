import type { FrameInputReader, AsyncFrameInput } from '../ffmpeg/pixels/frame-input-reader.js';
import type { FrameInput } from '../media/frame-input.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { FrameLedger } from './frame-ledger.js';

/** Takes any value for a frame and makes frames without pixels, of which a ledger keeps count. */
export class LedgerFrameReader implements Pick<
  FrameInputReader,
  'needsDecoding' | 'keep' | 'share' | 'decode' | 'release'
> {
  /** What was handed over and given up, in order. */
  readonly released: unknown[] = [];
  /** Files that were decoded. */
  filesDecoded = 0;

  constructor(private readonly ledger: FrameLedger) {}

  needsDecoding(input: FrameInput): input is Uint8Array {
    return input instanceof Uint8Array;
  }

  keep(input: AsyncFrameInput): AsyncFrameInput {
    return input;
  }

  share(_input: FrameInput, captureTimeUs: number): VideoFrame {
    return this.ledger.frame(captureTimeUs);
  }

  decode(_input: AsyncFrameInput, captureTimeUs: number): Promise<VideoFrame> {
    this.filesDecoded++;
    return Promise.resolve(this.ledger.frame(captureTimeUs));
  }

  release(input: unknown): void {
    this.released.push(input);
    if (Object.hasOwn(input as object, 'pixelFormat')) (input as VideoFrame).close();
  }
}
