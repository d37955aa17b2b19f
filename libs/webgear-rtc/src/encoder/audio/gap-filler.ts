import type { CaptureClock } from '../../media/capture-clock.js';
import { PACKET_US } from './packet-grid.js';

/** Sound may be later than usual by as much before silence is sent: ±30 ms of jitter, of the frame before and of this one. */
const TOLERANCE_US = 60_000;

/** How fast a delay that was seen once is forgotten, in microseconds of delay for each frame. */
const FORGET_US = 500;

/** Silence that is due longer than this is not made up for. */
const MAX_LATE_US = 1_000_000;

/** What a filler asks and does. */
export interface GapFillerParts {
  readonly clock: CaptureClock;
  /** Where the next packet begins, in microseconds; `undefined` while there is nothing to go on from. */
  readonly endUs: () => number | undefined;
  /** Sends one packet of silence. */
  readonly fill: () => void;
}

/**
 * Sends silence while a source gives nothing, so that the clocks of receivers do not freeze, and the delay of what follows is what it
 * was before.
 */
export class GapFiller {
  private delayUs = Number.NEGATIVE_INFINITY;
  private readonly closing = new AbortController();
  private running = false;

  constructor(private readonly parts: GapFillerParts) {}

  /** A frame has come, at this time of the clock. */
  note(captureTimeUs: number, nowUs: number): void {
    this.delayUs = Math.max(nowUs - captureTimeUs, this.delayUs - FORGET_US);
    if (this.running) return;
    this.running = true;
    void this.run(this.closing.signal);
  }

  /** The capture times have jumped: what was seen of their delay holds no more. Call it before {@link note}. */
  forget(): void {
    this.delayUs = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.closing.abort();
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { clock, fill } = this.parts;
    while (!signal.aborted) {
      const endUs = this.parts.endUs();
      if (endUs === undefined) {
        this.running = false;
        return;
      }
      const dueUs = endUs + PACKET_US + this.delayUs + TOLERANCE_US;
      const waitUs = dueUs - clock.nowUs();
      if (waitUs > 0) {
        await clock.sleep(waitUs / 1000, signal);
        continue;
      }
      // After a machine was suspended, silence goes on from where it was.
      if (waitUs < -MAX_LATE_US) this.delayUs -= waitUs;
      fill();
    }
  }
}
