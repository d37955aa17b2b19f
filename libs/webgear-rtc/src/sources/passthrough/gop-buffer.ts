import type { EncodedFrame } from '../../media/encoded-frame.js';

/** Limits memory for a source that never sends another key frame. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The newest key frame of an encoded source and all frames after it.
 *
 * A viewer who joins within the GOP needs all of them, since neither files nor cameras can be asked for a key frame.
 */
export class GopBuffer {
  private group: EncodedFrame[] = [];
  private bytes = 0;
  private givenUp = false;

  /** @param maxAgeUs maximum duration of the GOP, in microseconds; longer ones are discarded */
  constructor(private readonly maxAgeUs: number) {}

  /** In order, from the key frame on; empty before the first, and if the GOP was discarded. */
  get frames(): readonly EncodedFrame[] {
    return this.group;
  }

  /** Time from the key frame to the newest frame, in microseconds; infinite if the GOP was discarded. */
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

  /** Discards the GOP: the next frame does not continue it. */
  clear(): void {
    this.group = [];
    this.bytes = 0;
    this.givenUp = false;
  }
}
