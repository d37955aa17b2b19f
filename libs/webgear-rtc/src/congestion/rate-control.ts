import { LinkCapacity } from './link-capacity.js';

const decrease = 0.85;
const decreaseOffsetBps = 5_000;
const growthPerSecond = 1.08;
const minGrowthBps = 1_000;
const minAdditiveBps = 4_000;
const boundFactor = 1.5;
const boundOffsetBps = 10_000;
const lossDecrease = 0.5;
const lossIntervalUs = 300_000;

/** Losses of this size are a full path, not noise: what arrived is what it carries. */
export const heavyLoss = 0.25;

/** Without any measurement the rate is halved, at most this often, in microseconds. */
const blindIntervalUs = 200_000;
/** Of a sender that sends little, what arrives says nothing: the rate falls by steps, at most this often, in microseconds. */
const limitedIntervalUs = 500_000;
const defaultRoundTripUs = 200_000;
const packetBits = 1_200 * 8;

/** Limits of a rate, in bits per second. */
export interface RateLimits {
  readonly startBps: number;
  readonly minimumBps: number;
  readonly maximumBps: number;
}

/** The rate a path is thought to carry: additive or multiplicative increase, multiplicative decrease. */
export class RateControl {
  /** Round trip, in microseconds. */
  roundTripUs = defaultRoundTripUs;
  private rateBps: number;
  private readonly capacity = new LinkCapacity();
  private decreasedUs = Number.NEGATIVE_INFINITY;
  private lossUs = Number.NEGATIVE_INFINITY;
  private grownUs: number | undefined;

  constructor(private readonly limits: RateLimits) {
    this.rateBps = limits.startBps;
  }

  /** In bits per second, within the limits, which are applied here and nowhere else. */
  get bps(): number {
    return Math.min(this.limits.maximumBps, Math.max(this.limits.minimumBps, this.rateBps));
  }

  /**
   * The path is overused.
   *
   * @param measuredBps what arrives
   * @param isApplicationLimited less was sent than the path may carry, so that what arrives says little
   * @returns whether the rate has fallen
   */
  onCongestion(measuredBps: number | undefined, isApplicationLimited: boolean, nowUs: number): boolean {
    this.grownUs = undefined;
    const roundTripUs = Math.min(200_000, Math.max(10_000, this.roundTripUs));
    const spacingUs = isApplicationLimited ? limitedIntervalUs : roundTripUs;
    if (nowUs - this.decreasedUs < (measuredBps === undefined ? blindIntervalUs : spacingUs)) return false;
    const reducedBps = measuredBps === undefined ? this.bps / 2 : decrease * measuredBps - decreaseOffsetBps;
    const targetBps = isApplicationLimited ? Math.max(reducedBps, decrease * this.bps) : reducedBps;
    if (measuredBps !== undefined) this.capacity.onOveruse(measuredBps);
    if (targetBps >= this.bps) return false;
    this.rateBps = targetBps;
    this.decreasedUs = nowUs;
    return true;
  }

  /** More than a tenth is lost. @returns whether the rate has fallen */
  onLoss(fractionLost: number, measuredBps: number | undefined, nowUs: number): boolean {
    this.grownUs = undefined;
    if (nowUs - this.lossUs < lossIntervalUs + this.roundTripUs) return false;
    this.lossUs = nowUs;
    const targetBps = this.bps * (1 - lossDecrease * fractionLost);
    const isFull = fractionLost > heavyLoss && measuredBps !== undefined;
    this.rateBps = isFull ? Math.min(targetBps, measuredBps) : targetBps;
    return true;
  }

  /** The path carries what it is given, which is about the rate. */
  grow(acknowledgedBps: number, nowUs: number): void {
    const elapsedS = Math.min(1, (nowUs - (this.grownUs ?? nowUs)) / 1_000_000);
    this.grownUs = nowUs;
    this.capacity.verify(acknowledgedBps);
    const { bps } = this;
    const grownBps =
      this.capacity.bps === undefined
        ? bps * (growthPerSecond ** elapsedS - 1) + minGrowthBps * elapsedS
        : elapsedS * Math.max(minAdditiveBps, packetBits / ((2 * (this.roundTripUs + 100_000)) / 1_000_000));
    const boundBps = boundFactor * acknowledgedBps + boundOffsetBps;
    this.rateBps = Math.max(bps, Math.min(boundBps, bps + grownBps));
  }

  /** Nothing can be said about growth now: the time until the next report does not count for it. */
  hold(): void {
    this.grownUs = undefined;
  }

  /** So much arrives, and the path is not full: it carries that. */
  onProven(acknowledgedBps: number): void {
    this.rateBps = Math.max(this.bps, acknowledgedBps);
  }

  /** A probe says so. One that is not confirmed is bounded like growth is. */
  onProbe(
    bps: number,
    isConfirmed: boolean,
    isSaturated: boolean,
    acknowledgedBps: number | undefined,
  ): void {
    if (isSaturated) this.capacity.onSaturatingProbe(bps);
    else this.capacity.reset();
    const boundBps = isConfirmed ? bps : boundFactor * (acknowledgedBps ?? 0) + boundOffsetBps;
    this.rateBps = Math.max(this.bps, Math.min(bps, boundBps));
  }

  /** The receiver estimates its path itself. */
  follow(bps: number): void {
    this.grownUs = undefined;
    this.rateBps = bps;
  }

  /** Nothing arrives any more. @param leastBps the rate that is tried when something arrives again */
  onSilence(leastBps: number): void {
    this.grownUs = undefined;
    this.rateBps = Math.min(this.bps, Math.max(leastBps, this.bps / 2));
  }
}
