import { maxRunPayloads } from './gso-batches.js';
import { StreamRate } from './stream-rate.js';

/** No more packets than those of one run leave within this time, in microseconds: no router on the way sees a burst. */
export const burstWindowUs = 5_000;

/** A stream leaves at least this much faster than it is made, or a late viewer would stay late. */
const HEADROOM = 1.5;

/** Catching up takes a tenth of the time it is about, at most. */
const CATCH_UP_FACTOR = 10;

/** More than this per second is for no line to a viewer, in bits per second. */
const MAX_CATCH_UP_BPS = 20_000_000;

/** For the width of the window of streams that are too fast for it: a packet's payload, in bits. */
const PACKET_BITS = 1_150 * 8;

/** When packets may leave for one viewer: in small groups always, and no faster than the line takes while it catches up. */
export class SendPace {
  private readonly rate = new StreamRate();
  private readonly recent: { readonly atUs: number; readonly packets: number }[] = [];
  private nextCatchUpUs = Number.NEGATIVE_INFINITY;

  /** Takes note of a frame that is to be sent. */
  note(captureTimeUs: number, byteLength: number): void {
    this.rate.note(captureTimeUs, byteLength);
  }

  /**
   * Whether so many packets may leave now.
   *
   * @param isLate whether they belong to what others have been shown already, after its key frame
   */
  allows(packets: number, isLate: boolean, nowUs: number): boolean {
    while (this.recent[0] !== undefined && nowUs - this.recent[0].atUs >= burstWindowUs) this.recent.shift();
    const sent = this.recent.reduce((sum, run) => sum + run.packets, 0);
    if (sent > 0 && sent + packets > this.windowPackets) return false;
    return !isLate || nowUs >= this.nextCatchUpUs;
  }

  /** Takes note of packets that left. */
  sent(packets: number, byteLength: number, isLate: boolean, nowUs: number): void {
    this.recent.push({ atUs: nowUs, packets });
    if (!isLate) return;
    // A timer that fires late does not make it slower than it may be, and saves up no burst either.
    const fromUs = Math.max(this.nextCatchUpUs, nowUs - burstWindowUs);
    this.nextCatchUpUs = fromUs + (byteLength * 8_000_000) / this.catchUpBps;
  }

  private get catchUpBps(): number {
    const bps = this.rate.bps ?? MAX_CATCH_UP_BPS;
    return Math.max(Math.min(CATCH_UP_FACTOR * bps, MAX_CATCH_UP_BPS), HEADROOM * bps);
  }

  private get windowPackets(): number {
    const perWindow = ((this.rate.bps ?? 0) * HEADROOM * burstWindowUs) / 1_000_000 / PACKET_BITS;
    // Of whole runs, or what is left of the window would never be used.
    return maxRunPayloads * Math.max(1, Math.ceil(perWindow / maxRunPayloads));
  }
}
