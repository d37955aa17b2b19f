import type { Still, StillEncoder } from '../encoder/still.interface.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';

/** A {@link StillEncoder} whose files say when their picture was taken. */
export class FakeStillEncoder implements StillEncoder {
  closed = false;
  /** How many pictures it was given. */
  stills = 0;
  /** Set, it holds every picture until the promise resolves. */
  busy: Promise<void> | undefined;

  async encode({ width, height, captureTimeUs }: VideoFrame): Promise<Still> {
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
