import type { JpegImage, JpegImageEncoder } from '../media/jpeg-image.js';
import type { VideoFrame } from '../media/video-frame.js';

/** A {@link JpegImageEncoder} whose files say when their picture was taken. */
export class FakeJpegEncoder implements JpegImageEncoder {
  closed = false;
  /** How many pictures it was given. */
  stills = 0;
  /** Set, it holds every picture until the promise resolves. */
  busy: Promise<void> | undefined;

  async encode({ width, height, captureTimeUs }: VideoFrame): Promise<JpegImage> {
    if (this.closed) throw new Error('A closed encoder was given a picture.');
    this.stills++;
    await this.busy;
    return { width, height, captureTimeUs, data: Buffer.from(`still at ${captureTimeUs}`) };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
