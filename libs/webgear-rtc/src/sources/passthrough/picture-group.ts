import type { EncodedFrame } from '../../encoder/encoded-frame.interface.js';

/** Beyond this a source is one that never sends another key frame; its pictures must not fill the memory. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The newest key frame of a compressed source and all that followed it.
 *
 * Whoever comes between two key frames needs them all: none can be asked of a file or a camera.
 */
export class PictureGroup {
  private group: EncodedFrame[] = [];
  private bytes = 0;

  /** @param maxAgeUs how long a group may become before it is given up, in microseconds */
  constructor(private readonly maxAgeUs: number) {}

  /** In order, from the key frame on; empty before the first and when the group was given up. */
  get frames(): readonly EncodedFrame[] {
    return this.group;
  }

  /** Time from the key frame to the newest picture, in microseconds; endless when the group was given up. */
  get lengthUs(): number {
    const [first] = this.group;
    const last = this.group.at(-1);
    return first === undefined || last === undefined
      ? Number.POSITIVE_INFINITY
      : last.captureTimeUs - first.captureTimeUs;
  }

  push(frame: EncodedFrame): void {
    if (frame.keyFrame) this.clear();
    else if (this.group.length === 0) return;
    this.group.push(frame);
    this.bytes += frame.data.length;
    if (this.lengthUs > this.maxAgeUs || this.bytes > MAX_BYTES) this.clear();
  }

  /** Forgets what there is: what comes next does not go on from it. */
  clear(): void {
    this.group = [];
    this.bytes = 0;
  }
}
