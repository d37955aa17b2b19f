import type { JpegImage, JpegImageEncoder } from '../media/jpeg-image.js';
import type { VideoFrame } from '../media/video-frame.js';

/** A {@link JpegImageEncoder} whose files say when their frame was taken. */
export class FakeJpegEncoder implements JpegImageEncoder {
  closed = false;
  /** How many frames it was given. */
  images = 0;
  /** Set, it holds every frame until the promise resolves. */
  busy: Promise<void> | undefined;

  async encode({ width, height, captureTimeUs }: VideoFrame): Promise<JpegImage> {
    if (this.closed) throw new Error('A closed encoder was given a frame.');
    this.images++;
    await this.busy;
    return { width, height, captureTimeUs, data: Buffer.from(`image at ${captureTimeUs}`) };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
