import type { PacketizedFrame } from '../media/packetized-frame.js';

/** Frames that were sent, for sinks that are added later. */
export interface FrameCache {
  push(frame: PacketizedFrame): void;
  /** From the newest key frame on, in order; empty when there is nothing to begin with. */
  sinceKeyFrame(nowUs: number): readonly PacketizedFrame[];
  clear(): void;
}

/** How long frames are cached where they are not encoded: as long as `KeyFrameGate` lets no other key frame be forced. */
export const recentFramesUs = 250_000;

/**
 * The newest key frame and what followed it, as long as that is only moments ago.
 *
 * Key frames are forced no more often than every so many milliseconds. A viewer who comes in between starts with these
 * frames instead of waiting; they are few enough to be decoded at once, so it is not behind.
 */
export class RecentFrameCache implements FrameCache {
  private frames: PacketizedFrame[] = [];

  /** @param recentUs how old the key frame may be, in microseconds */
  constructor(private readonly recentUs: number) {}

  push(frame: PacketizedFrame): void {
    if (frame.keyFrame) this.frames = [frame];
    else if (this.isRecent(frame.captureTimeUs)) this.frames.push(frame);
    else this.frames = [];
  }

  sinceKeyFrame(nowUs: number): readonly PacketizedFrame[] {
    return this.isRecent(nowUs) ? this.frames : [];
  }

  clear(): void {
    this.frames = [];
  }

  private isRecent(nowUs: number): boolean {
    const keyFrame = this.frames[0];
    return keyFrame !== undefined && nowUs - keyFrame.captureTimeUs <= this.recentUs;
  }
}
