import type { CaptureClock } from '../media/capture-clock.js';
import type { KeyFrameController } from './video-encoder.interface.js';

/**
 * Merges the key-frame requests of all viewers of one encode.
 *
 * One key frame serves all requests since the last one. At most one per interval leaves, since it is many times
 * the size of other frames: viewers who lose packets and each ask again would otherwise flood the line they lose on.
 */
export class KeyFrameGate implements KeyFrameController {
  private requested = false;
  private closed = false;
  private lastUs = Number.NEGATIVE_INFINITY;

  /** @param minimumIntervalMs shortest distance between two key frames that were asked for, in milliseconds */
  constructor(
    private readonly clock: CaptureClock,
    readonly minimumIntervalMs = 250,
  ) {}

  requestKeyFrame(): void {
    this.requested = !this.closed;
  }

  /** Whether a request has not been answered yet. */
  get pending(): boolean {
    return this.requested;
  }

  /**
   * Asked before each frame is encoded: is it to be a key frame? `true` answers all requests so far; a request that
   * comes too early waits for the first frame after the interval.
   */
  take(): boolean {
    const nowUs = this.clock.nowUs();
    if (!this.requested || nowUs - this.lastUs < this.minimumIntervalMs * 1000) return false;
    this.requested = false;
    this.lastUs = nowUs;
    return true;
  }

  /** The key frame that was to answer the requests has failed: they are open again, from now on. */
  putBack(): void {
    this.lastUs = Number.NEGATIVE_INFINITY;
    this.requestKeyFrame();
  }

  /** Takes no more requests and forgets the one that waits. */
  close(): void {
    this.closed = true;
    this.requested = false;
  }
}
