import type { RateControl } from './rate-control.js';

/** More lost than this is congestion; less than the second is noise. */
const muchLoss = 0.1;
const someLoss = 0.02;

/** A round trip grown by this much is a queue, in microseconds. */
const queueUs = 150_000;

/** A round trip within this of the least one is that of an empty path, in microseconds. */
const emptyUs = 40_000;

/** A receiver that sees overuse says 0.85 × what arrives: below this share of what is sent, less arrives than is sent. */
const slowerBelow = 0.79;

/** Up to 1.5 × what arrives is what a receiver says without knowing more. */
const roomyAbove = 1.3;

/** A receiver's estimate follows a rate that has been raised within this time, in microseconds. */
const followsUs = 3_000_000;

/** An estimate stands for this long, in microseconds; then reports alone count. */
const estimateUs = 10_000_000;

/** So long must a path be calm before the next rung may be tried, in microseconds. */
const calmUs = 20_000_000;

/** Silence is two and a half intervals between reports, and at least 2 s. */
const silentIntervals = 2.5;
const leastSilenceUs = 2_000_000;

/**
 * What REMB and receiver reports say about a path, for viewers without transport-wide feedback: what a receiver
 * estimates, what it lost, and whether the round trip grows.
 */
export class ReceiverEstimator {
  /** When there was evidence of congestion last. */
  congestedUs = Number.NEGATIVE_INFINITY;
  /** Since when more than a tenth is lost; `undefined` while it is less. */
  lossSinceUs: number | undefined;
  /** 0 to 1, of the last report. */
  fractionLost = 0;

  private reportUs: number | undefined;
  private intervalUs = leastSilenceUs / silentIntervals;
  private leastRoundTripUs = Infinity;
  private estimateBps: number | undefined;
  private estimatedUs = Number.NEGATIVE_INFINITY;
  private calmSinceUs: number | undefined;

  private sentBps = 0;
  private raisedUs = Number.NEGATIVE_INFINITY;

  constructor(private readonly rate: RateControl) {}

  /** When the viewer last said anything; `undefined` before. */
  get lastReportUs(): number | undefined {
    return this.reportUs;
  }

  /** What the receiver said its path carries, in bits per second; 0 where it says nothing. */
  get provenBps(): number {
    return this.estimateBps ?? 0;
  }

  /** Whether reports have failed to come for too long. */
  isSilent(nowUs: number): boolean {
    if (this.reportUs === undefined) return false;
    return nowUs - this.reportUs > Math.max(leastSilenceUs, silentIntervals * this.intervalUs);
  }

  /** Whether nothing has been wrong for long, so that the next rung may be tried. */
  isCalm(nowUs: number): boolean {
    return this.calmSinceUs !== undefined && nowUs - this.calmSinceUs >= calmUs && !this.isSilent(nowUs);
  }

  /** Takes REMB. @param sentBps about what is sent */
  onEstimate(bitrateBps: number, sentBps: number, nowUs: number): void {
    this.noteReport(nowUs, false);
    this.estimateBps = bitrateBps;
    this.estimatedUs = nowUs;
    this.rate.follow(bitrateBps);
    if (sentBps > this.sentBps) this.raisedUs = nowUs;
    this.sentBps = sentBps;
    const knowsRate = nowUs - this.raisedUs > followsUs;
    if (knowsRate && bitrateBps < slowerBelow * sentBps) this.noteCongestion(nowUs);
    else if (bitrateBps < roomyAbove * sentBps) this.calmSinceUs = undefined;
  }

  /** Takes a report of what was lost. @param sentBps about what is sent */
  onReport(fractionLost: number, roundTripUs: number | undefined, sentBps: number, nowUs: number): void {
    this.noteReport(nowUs, true);
    this.fractionLost = fractionLost;
    if (nowUs - this.estimatedUs > estimateUs) this.estimateBps = undefined;
    const hasQueue = roundTripUs !== undefined && roundTripUs > this.leastRoundTripUs + queueUs;
    const isEmpty = roundTripUs === undefined || roundTripUs < this.leastRoundTripUs + emptyUs;
    if (roundTripUs !== undefined) this.noteRoundTrip(roundTripUs);
    this.lossSinceUs = fractionLost > muchLoss ? (this.lossSinceUs ?? nowUs) : undefined;
    const arrivesBps = sentBps * (1 - fractionLost);
    if (fractionLost > muchLoss) {
      this.rate.onLoss(fractionLost, Math.min(arrivesBps, this.rate.bps), nowUs);
      this.noteCongestion(nowUs);
    } else if (hasQueue) {
      this.rate.onCongestion(arrivesBps, false, nowUs);
      this.noteCongestion(nowUs);
    } else if (fractionLost < someLoss && isEmpty) {
      this.calmSinceUs ??= nowUs;
      if (this.estimateBps === undefined) {
        this.rate.onProven(arrivesBps);
        this.rate.grow(arrivesBps, nowUs);
      }
    } else this.calmSinceUs = undefined;
  }

  private noteReport(nowUs: number, isPeriodic: boolean): void {
    if (isPeriodic && this.reportUs !== undefined) {
      this.intervalUs = Math.max(nowUs - this.reportUs, 0.8 * this.intervalUs);
    }
    this.reportUs = nowUs;
  }

  private noteCongestion(nowUs: number): void {
    this.congestedUs = nowUs;
    this.calmSinceUs = undefined;
  }

  /** The least one rises slowly, so that a path that has become longer is no queue without end. */
  private noteRoundTrip(roundTripUs: number): void {
    const risenUs = this.leastRoundTripUs + Math.max(1_000, 0.02 * this.leastRoundTripUs);
    this.leastRoundTripUs = Math.min(roundTripUs, risenUs);
  }
}
