import type { CaptureClock } from '../media/capture-clock.js';

/** A frame that is needed is waited for this long: sources of more than four frames a second give one in time. */
const REPEAT_AFTER_MS = 250;

/** What a repeater asks and does. */
export interface FrameRepeaterParts {
  readonly clock: CaptureClock;
  /** Whether a frame is still needed. */
  readonly isNeeded: () => boolean;
  /** Brings the newest frame again; `false` when there is none, so that there is nothing to do but wait. */
  readonly repeat: () => boolean;
}

/**
 * Brings the newest frame of a slow or paused source again for those who cannot wait for the next: a viewer who joins
 * needs a key frame, and a film of one frame in five seconds would let it wait as long.
 */
export class FrameRepeater {
  private waiting: AbortController | undefined;
  private closed = false;
  private lastFrameUs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: FrameRepeaterParts) {}

  /** A frame has come by itself. */
  noteFrame(): void {
    this.lastFrameUs = this.parts.clock.nowUs();
  }

  /** A frame is needed. */
  request(): void {
    if (this.waiting !== undefined || this.closed) return;
    this.waiting = new AbortController();
    void this.wait(this.waiting.signal);
  }

  /** No frame is needed any more. */
  cancel(): void {
    this.waiting?.abort();
    this.waiting = undefined;
  }

  close(): void {
    this.closed = true;
    this.cancel();
  }

  private async wait(signal: AbortSignal): Promise<void> {
    const { clock, isNeeded, repeat } = this.parts;
    for (;;) {
      await clock.sleep(REPEAT_AFTER_MS, signal);
      if (signal.aborted) return;
      const comes = clock.nowUs() - this.lastFrameUs < REPEAT_AFTER_MS * 1000;
      if (isNeeded() && (comes || repeat())) continue;
      this.waiting = undefined;
      return;
    }
  }
}
