import { bestRung, firstWithin, lowestRung, neededBps, type PathView } from './path-view.js';

/** What is known of a path. */
export interface PathCondition {
  /** What is assumed before anything is reported, in bits per second. */
  readonly startBps: number;
  /** In bits per second; `undefined` while unknown. */
  readonly estimateBps: number | undefined;
  /** What it has carried or a probe has proven, in bits per second. */
  readonly provenBps: number;
  /** When there was evidence of congestion last, in microseconds. */
  readonly congestedUs: number;
  /** Since when more than a tenth is lost, in microseconds. */
  readonly lossSinceUs: number | undefined;
  /** Nothing has been reported for too long. */
  readonly isSilent: boolean;
  /** No probe can prove anything on this path, and it has been calm for long: the next rung may be tried. */
  readonly mayTryNext: boolean;
}

/** Down: below the need this long, in microseconds. */
const belowUs = 500_000;
const evidenceUs = 500_000;

/** Below this share of the need nothing is waited for. */
const farBelow = 0.7;
const downMargin = 0.85;
const lossUs = 1_000_000;
const ownQueueUs = 250_000;

/**
 * A path that carries this many times the need does not limit the pace, so the queue tells of the encoder or of the machine.
 * Only a queue of this length, in microseconds, then means that the network takes nothing.
 */
const unpacedShare = 1.4;
const refusedQueueUs = 1_000_000;
const ownQueueForUs = 300_000;

/** A switch takes effect at a key frame; until then the path looks as before. In microseconds. */
const settleUs = 700_000;

/** Up: above the need by this factor, this long, and not before so much time after the last down. In microseconds. */
const upMargin = 1.2;
const upUs = 2_000_000;
const upHoldUs = 10_000_000;
const maxUpHoldUs = 120_000_000;
const failedWithinUs = 10_000_000;
const backOff = 1.5;

/** Below this share of the lowest need for so long, in microseconds, it is given up. */
const nearly = 0.95;
const triedUs = 1_000_000;

/** Out of key frames alone: sooner, because there is nothing to lose. */
const resumeMargin = 1.1;
const resumeUs = 500_000;

/** What another part has limited (a small player, a hidden tab) is given again at once for this long, in microseconds. */
const returnUs = 60_000_000;

const never = Number.NEGATIVE_INFINITY;

/** Chooses the rung of one viewer, with the hysteresis that keeps it from going up and down. */
export class RungSelector {
  private onlyKeyFrames = false;
  private belowSinceUs: number | undefined;
  private aboveSinceUs: number | undefined;
  private resumeSinceUs: number | undefined;
  private queueSinceUs: number | undefined;
  private leastQueueUs = 0;
  private lowestBelowSinceUs: number | undefined;
  private downUs = never;
  private upUs = never;
  private holdUs = upHoldUs;
  private limited: { readonly fromRung: number; readonly atUs: number } | undefined;

  /** Whether not even the lowest rung fits. */
  get keyFramesOnly(): boolean {
    return this.onlyKeyFrames;
  }

  /** When the next step up is allowed at the earliest, in microseconds. */
  get upAllowedUs(): number {
    return this.downUs + this.holdUs;
  }

  /** Index of the rung to be served from. */
  select(view: PathView, path: PathCondition, capBps: number | undefined, nowUs: number): number {
    const best = bestRung(view, capBps);
    const lowest = lowestRung(view);
    const current = this.limit(view, best, lowest, nowUs);
    this.noteQueue(view.queueUs, nowUs);
    if (path.estimateBps === undefined && !path.isSilent) {
      return Math.max(current, Math.min(lowest, firstWithin(view, path.startBps)));
    }
    const rung = this.choose(view, path, current, best, lowest, nowUs);
    this.judgeKeyFrames(view, path, rung, lowest, nowUs);
    return rung;
  }

  /** Wishes and caps are obeyed at once. They are no sign of the path, so they are undone at once as well. */
  private limit(view: PathView, best: number, lowest: number, nowUs: number): number {
    const wished = Math.min(lowest, Math.max(best, view.rung));
    if (wished > view.rung) this.limited ??= { fromRung: view.rung, atUs: nowUs };
    const { limited } = this;
    if (limited === undefined) return wished;
    if (nowUs - limited.atUs > returnUs) this.limited = undefined;
    const returned = Math.max(best, limited.fromRung);
    if (returned >= wished) return wished;
    if (returned === limited.fromRung) this.limited = undefined;
    return returned;
  }

  private choose(
    view: PathView,
    path: PathCondition,
    current: number,
    best: number,
    lowest: number,
    nowUs: number,
  ): number {
    if (path.isSilent) return current === lowest ? current : this.goDown(lowest, nowUs);
    const estimateBps = path.estimateBps ?? 0;
    if (current < lowest && this.mustLeave(view, path, estimateBps, current, nowUs)) {
      let target = current + 1;
      while (target < lowest && neededBps(view, target) > downMargin * estimateBps) target++;
      return this.goDown(target, nowUs);
    }
    return this.tryUp(view, path, estimateBps, current, best, nowUs);
  }

  private mustLeave(
    view: PathView,
    path: PathCondition,
    estimateBps: number,
    current: number,
    nowUs: number,
  ): boolean {
    const needBps = neededBps(view, current);
    const isBelow = estimateBps < needBps;
    this.belowSinceUs = isBelow ? (this.belowSinceUs ?? nowUs) : undefined;
    if (nowUs - this.downUs < settleUs) return false;
    const hasEvidence = nowUs - path.congestedUs < evidenceUs;
    if (hasEvidence && estimateBps < farBelow * needBps) return true;
    const isLong = this.belowSinceUs !== undefined && nowUs - this.belowSinceUs >= belowUs;
    // An encoder that follows sends less as soon as the estimate falls, which ends the evidence.
    if (isLong && (hasEvidence || view.encoderFollows)) return true;
    if (
      path.lossSinceUs !== undefined &&
      nowUs - Math.max(path.lossSinceUs, this.downUs + settleUs) >= lossUs
    )
      return true;
    const isFull = path.congestedUs !== never && estimateBps < unpacedShare * needBps;
    const isPaced = isFull || this.leastQueueUs > refusedQueueUs;
    return isPaced && this.queueSinceUs !== undefined && nowUs - this.queueSinceUs >= ownQueueForUs;
  }

  private tryUp(
    view: PathView,
    path: PathCondition,
    estimateBps: number,
    current: number,
    best: number,
    nowUs: number,
  ): number {
    const carriesBps = Math.min(estimateBps, path.provenBps);
    const isAbove = current > best && carriesBps >= upMargin * neededBps(view, current - 1);
    this.aboveSinceUs = isAbove ? (this.aboveSinceUs ?? nowUs) : undefined;
    if (current <= best || this.onlyKeyFrames || nowUs < this.upAllowedUs) return current;
    if (this.aboveSinceUs === undefined || nowUs - this.aboveSinceUs < upUs) {
      return path.mayTryNext && nowUs - this.upUs > failedWithinUs ? this.goUp(current - 1, nowUs) : current;
    }
    let target = current - 1;
    while (target > best && carriesBps >= upMargin * neededBps(view, target - 1)) target--;
    return this.goUp(target, nowUs);
  }

  /** The lowest rung is tried before it is given up, unless it is out of reach. */
  private judgeKeyFrames(
    view: PathView,
    path: PathCondition,
    rung: number,
    lowest: number,
    nowUs: number,
  ): void {
    const estimateBps = path.estimateBps ?? 0;
    const needBps = neededBps(view, lowest);
    if (rung !== lowest) this.onlyKeyFrames = false;
    if (rung !== lowest || path.isSilent) return;
    if (this.onlyKeyFrames) {
      const carries = Math.min(estimateBps, path.provenBps) >= resumeMargin * needBps || path.mayTryNext;
      this.resumeSinceUs = carries ? (this.resumeSinceUs ?? nowUs) : undefined;
      if (this.resumeSinceUs !== undefined && nowUs - this.resumeSinceUs >= resumeUs) {
        this.onlyKeyFrames = false;
      }
      return;
    }
    const hasEvidence = nowUs - path.congestedUs < evidenceUs;
    const isBelow = hasEvidence && estimateBps < nearly * needBps;
    this.lowestBelowSinceUs = isBelow ? (this.lowestBelowSinceUs ?? nowUs) : undefined;
    if (this.lowestBelowSinceUs === undefined) return;
    const isTried = nowUs - Math.max(this.lowestBelowSinceUs, this.downUs + settleUs) >= triedUs;
    if (estimateBps < farBelow * needBps || isTried) {
      this.onlyKeyFrames = true;
      this.lowestBelowSinceUs = undefined;
      this.resumeSinceUs = undefined;
    }
  }

  /** A queue that shrinks is a peer that catches up after it joined. */
  private noteQueue(queueUs: number, nowUs: number): void {
    if (queueUs <= ownQueueUs || this.queueSinceUs === undefined || queueUs < 0.9 * this.leastQueueUs) {
      this.leastQueueUs = queueUs;
      this.queueSinceUs = queueUs > ownQueueUs ? nowUs : undefined;
    }
  }

  private goDown(target: number, nowUs: number): number {
    const hasFailed = nowUs - this.upUs < failedWithinUs;
    this.holdUs = hasFailed ? Math.min(maxUpHoldUs, this.holdUs * backOff) : upHoldUs;
    this.downUs = nowUs;
    this.belowSinceUs = undefined;
    this.aboveSinceUs = undefined;
    this.queueSinceUs = undefined;
    this.limited = undefined;
    return target;
  }

  private goUp(target: number, nowUs: number): number {
    this.upUs = nowUs;
    this.aboveSinceUs = undefined;
    return target;
  }
}
