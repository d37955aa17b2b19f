import type { EncodedFrame } from '../../media/encoded-frame.js';

/** Beyond this a source is one that never sends another key frame; its frames must not fill the memory. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The newest key frame of a compressed source and all that followed it.
 *
 * Whoever comes between two key frames needs them all: none can be asked of a file or a camera.
 */
export class GopBuffer {
  private group: EncodedFrame[] = [];
  private bytes = 0;
  private givenUp = false;

  /** @param maxAgeUs how long a group may become before it is given up, in microseconds */
  constructor(private readonly maxAgeUs: number) {}

  /** In order, from the key frame on; empty before the first and when the group was given up. */
  get frames(): readonly EncodedFrame[] {
    return this.group;
  }

  /** Time from the key frame to the newest frame, in microseconds; endless when the group was given up. */
  get lengthUs(): number {
    if (this.givenUp) return Number.POSITIVE_INFINITY;
    const [first] = this.group;
    return (this.group.at(-1)?.captureTimeUs ?? 0) - (first?.captureTimeUs ?? 0);
  }

  push(frame: EncodedFrame): void {
    if (frame.keyFrame) this.clear();
    else if (this.group.length === 0) return;
    this.group.push(frame);
    this.bytes += frame.data.length;
    if (this.lengthUs <= this.maxAgeUs && this.bytes <= MAX_BYTES) return;
    this.clear();
    this.givenUp = true;
  }

  /** Forgets what there is: what comes next does not go on from it. */
  clear(): void {
    this.group = [];
    this.bytes = 0;
    this.givenUp = false;
  }
}
