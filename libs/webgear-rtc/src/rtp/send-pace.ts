import { maxBatchPayloads, smallBatchPayloads } from './gso-batches.js';
import { RecentBatches } from './recent-batches.js';
import { StreamRate } from './stream-rate.js';

/** No more packets than those of one batch leave within this time, in microseconds: no router on the path sees a burst. */
export const burstWindowUs = 5_000;

/** Frames leave this much faster than they are made: slow enough for a bandwidth estimator to see no overuse, fast enough to never fall behind. */
const HEADROOM = 1.5;

/** Catching up takes at most a tenth of the time that is caught up with. */
const CATCH_UP_FACTOR = 10;

/** The fastest catch-up, in bits per second: more than this is for no access line. */
const MAX_CATCH_UP_BPS = 20_000_000;

/** A live frame leaves within this time, in microseconds, however low the rate before it was: a scene may start to move. */
const MAX_LIVE_BACKLOG_US = 100_000;

/** On a path of known bandwidth a frame leaves within this time, in microseconds: the next smaller rendition is chosen sooner. */
const MAX_LIMITED_BACKLOG_US = 1_000_000;

/**
 * On a path of known bandwidth this much leaves at once, in microseconds of the pace: an ordinary frame of a stream whose rate
 * the pace exceeds by half. A longer burst would look like a queue that grows on the path, at each key frame.
 */
const LIMITED_BURST_US = 25_000;

/**
 * A frame of up to this much is not cut there, in microseconds of the pace: it leaves as a whole once what left before is
 * drained. Ordinary frames vary by half, and each cut is a system call for each viewer. libwebrtc lets 40 ms leave at once.
 */
const WHOLE_FRAME_US = 40_000;

/** The payload of a full packet, in bytes. */
const PACKET_BYTES = 1_150;

/** The timer fires this often, in microseconds: without so much credit each batch would leave up to that late. */
const TICK_US = 1_000;

/** A batch of a live frame may leave so much early, in microseconds: with those of other viewers, and not by a timer of its own. */
export const earlyUs = 3_000;

/** After a sign of congestion nothing is sent faster than live for this long, in microseconds. */
const CAREFUL_US = 5_000_000;

/**
 * How urgent a packet is: part of the first key frame of a join, of frames that others have seen already, or of a frame
 * that is new to all.
 */
export type SendUrgency = 'first-key-frame' | 'catch-up' | 'live';

/** When packets may leave for one peer: by packets, in small groups, and no faster than the path takes. */
export class SendPace {
  private readonly rate = new StreamRate();
  private readonly recent = new RecentBatches(burstWindowUs);
  /** What left ahead of the rate, in bytes; drains with time (a leaky bucket). */
  private debtBytes = 0;
  /** The most that waited since nothing did: the pace must not sink while a backlog shrinks. */
  private backlogBytes = 0;
  private drainedAtUs = Number.NEGATIVE_INFINITY;
  private congestedAtUs = Number.NEGATIVE_INFINITY;
  private limitedBps: number | undefined;
  private allowedUs = Number.NEGATIVE_INFINITY;

  /** When what {@link allows} has just refused may leave, in microseconds, if nothing changes. */
  get allowedAtUs(): number {
    return this.allowedUs;
  }

  /** Notes a frame that is to be sent. */
  note(captureTimeUs: number, byteLength: number): void {
    this.rate.note(captureTimeUs, byteLength);
  }

  /** Notes a sign of congestion, such as loss or growing delay: a viewer that catches up falls back to the rate of live frames. */
  noteCongestion(nowUs: number): void {
    this.congestedAtUs = nowUs;
  }

  /** The path takes no more than this, in bits per second; `undefined` while that is not known. */
  limit(bps: number | undefined): void {
    this.limitedBps = bps;
  }

  /** Whether the bandwidth of the path is known. */
  get isLimited(): boolean {
    return this.limitedBps !== undefined;
  }

  /** Whether a frame of so many bytes is more than leaves at once, and has to leave packet by packet. */
  exceedsBurst(byteLength: number): boolean {
    const { limitedBps } = this;
    if (limitedBps === undefined || byteLength <= this.burstBytes) return false;
    return byteLength > (limitedBps * WHOLE_FRAME_US) / 8_000_000;
  }

  /** How many packets of a frame that exceeds the burst may leave together at its begin. */
  firstPackets(nowUs: number): number {
    const drainedBytes = ((nowUs - this.drainedAtUs) * (this.limitedBps ?? 0)) / 8_000_000;
    return Math.floor((this.burstBytes - Math.max(0, this.debtBytes - drainedBytes)) / PACKET_BYTES);
  }

  /**
   * How many packets of such a frame leave together after that, as many as of one that is not cut: each batch is a timer and a
   * system call for each viewer.
   */
  get groupPackets(): number {
    return Math.round(this.wholeFrameBytes / PACKET_BYTES);
  }

  /** How long so many bytes take to leave, in microseconds. */
  durationUs(byteLength: number): number {
    const groupBps = (this.windowPackets * PACKET_BYTES * 8_000_000) / burstWindowUs;
    const bps = Math.min(groupBps, this.liveBps ?? groupBps);
    return (byteLength * 8_000_000) / bps;
  }

  /**
   * Whether a batch of packets may leave now.
   *
   * @param waitingBytes everything that waits for this peer, the batch included
   * @param isWhole whether the batch is a whole frame
   */
  allows(
    packets: number,
    byteLength: number,
    urgency: SendUrgency,
    waitingBytes: number,
    nowUs: number,
    isWhole = false,
  ): boolean {
    const sent = this.recent.packetsAt(nowUs);
    if (sent > 0 && sent + packets > this.windowPackets) {
      this.allowedUs = this.recent.endUs;
      return false;
    }
    this.backlogBytes = Math.max(this.backlogBytes, waitingBytes);
    const bps = this.limitBps(urgency, nowUs);
    // Where the group before has to be waited for, the rate catches up afterwards; live frames save up nothing.
    this.drain(bps, urgency === 'live' ? 0 : burstWindowUs, nowUs);
    if (bps === undefined) return true;
    // A frame that fits into one group leaves at once; only what is beyond waits for the rate.
    const isLive = urgency === 'live';
    const groupBytes = isLive ? (isWhole ? this.wholeFrameBytes : this.burstBytes) - byteLength : 0;
    const excessBytes = this.debtBytes - Math.max(groupBytes, (bps * TICK_US) / 8_000_000);
    const aheadUs = (excessBytes * 8_000_000) / bps;
    if (aheadUs <= (isLive ? earlyUs : 0)) return true;
    this.allowedUs = nowUs + aheadUs;
    return false;
  }

  /** Notes packets that left, and how many bytes wait still. */
  sent(packets: number, byteLength: number, waitingBytes: number, nowUs: number): void {
    this.recent.add(packets, nowUs);
    this.debtBytes += byteLength;
    if (waitingBytes === 0) this.backlogBytes = 0;
  }

  /** In bits per second; `undefined` where the groups alone are the limit. */
  private limitBps(urgency: SendUrgency, nowUs: number): number | undefined {
    const isCareful = nowUs - this.congestedAtUs < CAREFUL_US;
    const { bps } = this.rate;
    if (urgency === 'live') return this.liveBps;
    if (isCareful) return this.limited(HEADROOM * (bps ?? MAX_CATCH_UP_BPS / CATCH_UP_FACTOR));
    if (urgency === 'first-key-frame') return undefined;
    if (bps === undefined) return MAX_CATCH_UP_BPS;
    return Math.max(Math.min(CATCH_UP_FACTOR * bps, MAX_CATCH_UP_BPS), HEADROOM * bps);
  }

  private get liveBps(): number | undefined {
    // What the path takes is a better pace than a measured rate: that of a still image would delay the first frames of movement.
    if (this.limitedBps !== undefined) return this.boundBps(this.limitedBps);
    const { bps } = this.rate;
    if (bps === undefined) return undefined;
    return Math.max(HEADROOM * bps, (this.backlogBytes * 8_000_000) / MAX_LIVE_BACKLOG_US);
  }

  private limited(bps: number): number {
    return this.limitedBps === undefined ? bps : Math.min(bps, this.boundBps(this.limitedBps));
  }

  private boundBps(limitedBps: number): number {
    return Math.max(limitedBps, (this.backlogBytes * 8_000_000) / MAX_LIMITED_BACKLOG_US);
  }

  /** What leaves at once, however many packets. */
  private get burstBytes(): number {
    return this.limitedBps === undefined
      ? this.windowPackets * PACKET_BYTES
      : Math.max(PACKET_BYTES * smallBatchPayloads, (this.limitedBps * LIMITED_BURST_US) / 8_000_000);
  }

  /** The same of a frame that is not cut: it does not wait for a little that the one before has left behind. */
  private get wholeFrameBytes(): number {
    return Math.max(this.burstBytes, ((this.limitedBps ?? 0) * WHOLE_FRAME_US) / 8_000_000);
  }

  private drain(bps: number | undefined, creditUs: number, nowUs: number): void {
    if (bps === undefined) this.debtBytes = 0;
    else if (nowUs > this.drainedAtUs) {
      const drainedBytes = ((nowUs - this.drainedAtUs) * bps) / 8_000_000;
      this.debtBytes = Math.max((-creditUs * bps) / 8_000_000, this.debtBytes - drainedBytes);
    }
    this.drainedAtUs = nowUs;
  }

  private get windowPackets(): number {
    const bitsPerWindow = ((this.rate.bps ?? 0) * HEADROOM * burstWindowUs) / 1_000_000;
    const perWindow = bitsPerWindow / (PACKET_BYTES * 8);
    // Of whole batches, or what is left of the window would never be used.
    return maxBatchPayloads * Math.max(1, Math.ceil(perWindow / maxBatchPayloads));
  }
}
