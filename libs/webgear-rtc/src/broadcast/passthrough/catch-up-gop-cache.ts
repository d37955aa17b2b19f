import type { PacketizedFrame } from '../../media/packetized-frame.js';
import { videoTrack } from '../../media/rendition-key.js';
import type { FrameCache } from '../frame-cache.js';

/** Ticks between two frames that a viewer catches up with: a millisecond. */
const MAX_STEP_TICKS = videoTrack.clockRateHz / 1000;

/** Part of a frame interval into which all of them have to go, so that the next frame comes after them. */
const SHARE_OF_INTERVAL = 0.8;

/** More than one key frame and its frames is never kept, and no more than this of them. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The newest key frame of a source and all that followed it, with time stamps that lie close together.
 *
 * With passthrough no key frame is made for a viewer who comes in between: it has to decode all since the last
 * one. With the true time stamps its browser would show them one by one, and be seconds late or seen to race after.
 */
export class CatchUpGopCache implements FrameCache {
  private frames: PacketizedFrame[] = [];
  private bytes = 0;

  /** @param maxGopUs duration of a GOP that is worth catching up with, in microseconds; a longer one is not kept */
  constructor(private readonly maxGopUs = Number.POSITIVE_INFINITY) {}

  push(frame: PacketizedFrame): void {
    if (frame.keyFrame) this.clear();
    else if (this.frames.length === 0) return;
    this.frames.push(frame);
    this.bytes += frame.byteLength;
    const [first = frame] = this.frames;
    if (this.bytes > MAX_BYTES || frame.captureTimeUs - first.captureTimeUs > this.maxGopUs) this.clear();
  }

  sinceKeyFrame(): readonly PacketizedFrame[] {
    const { frames } = this;
    const last = frames.at(-1);
    const before = frames.at(-2);
    if (last === undefined) return [];
    const intervalTicks =
      before === undefined ? MAX_STEP_TICKS : (last.rtpTimestamp - before.rtpTimestamp) >>> 0;
    const step = Math.max(
      1,
      Math.min(MAX_STEP_TICKS, Math.floor((intervalTicks * SHARE_OF_INTERVAL) / frames.length)),
    );
    // After the newest, which this viewer may have had already: time stamps never go back.
    return frames.map((frame, index) => ({
      ...frame,
      catchUp: true,
      rtpTimestamp: (last.rtpTimestamp + (index + 1) * step) >>> 0,
    }));
  }

  clear(): void {
    this.frames = [];
    this.bytes = 0;
  }
}
