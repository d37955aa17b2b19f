import { PathEstimator } from './path-estimator.js';
import { bestRung, lowestRung, neededBps, type Decision, type PathView } from './path-view.js';
import type { ProbeCluster } from './probe-cluster.js';
import type { ProbeGoals } from './probe-schedule.js';
import { RateControl } from './rate-control.js';
import { ReceiverEstimator } from './receiver-estimator.js';
import { RungSelector, type PathCondition } from './rung-selector.js';
import { SentPackets } from './sent-packets.js';

export type { Decision, PathView } from './path-view.js';
export type { ProbeCluster } from './probe-cluster.js';

/** How a `CongestionController` begins, and its limits, in bits per second. */
export interface CongestionControllerParameters {
  /** What the path is thought to carry: the rate of the rung sent first, or a remembered estimate. */
  readonly startBps: number;
  /** Default 100,000. */
  readonly minimumBps?: number;
  /** Default 30,000,000. */
  readonly maximumBps?: number;
}

/** What a controller knows of its path, to be shown. */
export interface PathStats {
  /** In bits per second; `undefined` before the first report. */
  readonly estimateBps: number | undefined;
  /** What arrives, in bits per second; `undefined` before there is enough. */
  readonly acknowledgedBps: number | undefined;
  /** 0 to 1. */
  readonly fractionLost: number;
  /** Whether the delay of the path grows, falls, or neither. */
  readonly state: 'normal' | 'overuse' | 'underuse';
  /** Whether less is sent than the path may carry. */
  readonly isApplicationLimited: boolean;
}

const silenceUs = 2_000_000;

/** Rungs are paced this much faster than they are made; more and each key frame looks like congestion, less and it takes long. */
const rungPace = 1.5;
const estimatePace = 1.1;
const firstPace = 2.5;

/** A probe is for this much more than a step up needs. */
const probeMargin = 1.4;
const resumeProbeMargin = 1.3;

/** Where the encoder follows, it sends 0.9 × the estimate: for its full rate the estimate must be above it. */
const followMargin = 1.2;
const followStep = 2;

/**
 * The longest pause after failed probes, in microseconds. They are 20 ms long and cost a narrow path nothing, while a path
 * that has become wide again must be noticed soon: where the encoder follows, nothing else shows it.
 */
const ladderIntervalUs = 10_000_000;
const followIntervalUs = 5_000_000;
/** While only key frames are sent: the viewer sees almost nothing until a probe succeeds. */
const resumeIntervalUs = 800_000;

/** After a success: a step up is proven twice before it is taken. In microseconds. */
const ladderSuccessUs = 1_000_000;
const followSuccessUs = 3_000_000;

/** A probe is confirmed this long before a step up is allowed, in microseconds. */
const probeLeadUs = 3_000_000;

/** A queue on the path that a probe must not add to, in microseconds. */
const probeQueueUs = 50_000;
const probeLoss = 0.1;
const calmUs = 1_000_000;

/** Without anything to report for so long, in microseconds, nothing waits on the path that gets key frames alone. */
const drainedUs = 300_000;

/** Without feedback for so long, in microseconds, decisions do not wait for it. */
const lateFeedbackUs = 200_000;

/** Decides for one viewer, from what it reports, which rung it gets and how fast that is sent. Time is passed in. */
export class CongestionController {
  /** Where every packet of the transport that carries a transport-wide sequence number is noted. */
  readonly sentPackets = new SentPackets();
  private readonly rate: RateControl;
  private readonly path: PathEstimator;
  private readonly receiver: ReceiverEstimator;
  private readonly selector = new RungSelector();
  private readonly goals: ProbeGoals = {
    nextAbove: (bps) => this.nextGoal(bps),
    isSimple: () => this.selector.keyFramesOnly,
    afterSuccessUs: () => (this.view?.encoderFollows === true ? followSuccessUs : ladderSuccessUs),
    maxIntervalUs: () => this.maxProbeIntervalUs,
  };
  private view: PathView | undefined;
  private goalsUs = 0;
  private capBps: number | undefined;
  private silentSinceUs: number | undefined;

  constructor({ startBps, minimumBps = 100_000, maximumBps = 30_000_000 }: CongestionControllerParameters) {
    this.rate = new RateControl({ startBps, minimumBps, maximumBps });
    this.path = new PathEstimator(this.sentPackets, this.rate);
    this.receiver = new ReceiverEstimator(this.rate);
  }

  /**
   * Takes transport-wide feedback.
   *
   * @param packet a whole RTPFB packet of format 15 with its header, decrypted; a malformed one is ignored
   */
  onTransportFeedback(packet: Buffer, nowUs: number): void {
    this.path.onFeedback(packet, this.goals, nowUs);
  }

  /** Takes a receiver report. With transport-wide feedback only its round trip counts. */
  onReceiverReport(fractionLost: number, roundTripTimeMs: number | undefined, nowUs: number): void {
    const roundTripUs = roundTripTimeMs === undefined ? undefined : roundTripTimeMs * 1_000;
    if (roundTripUs !== undefined) this.rate.roundTripUs = roundTripUs;
    if (!this.hasFeedback) this.receiver.onReport(fractionLost, roundTripUs, this.sentBps, nowUs);
  }

  /** Takes the receiver's own estimate (REMB), which counts where there is no transport-wide feedback. */
  onReceiverEstimate(bitrateBps: number, nowUs: number): void {
    if (!this.hasFeedback) this.receiver.onEstimate(bitrateBps, this.sentBps, nowUs);
  }

  /** Sets the upper bound of `b=AS`, `b=TIAS` and TMMBR, in bits per second; `undefined` for none. */
  setCap(bitrateBps: number | undefined): void {
    this.capBps = bitrateBps;
  }

  /**
   * The best rung needs more than when it was chosen: the rate of a source that is passed through is measured, and found only
   * in time. While nothing is known of the path, that is no reason to leave the rung.
   */
  assumeStart(bps: number): void {
    if (this.estimateBps === undefined) this.rate.onProven(bps);
  }

  /** What to do from now on: about every 50 ms, and after each report. */
  decide(view: PathView, nowUs: number): Decision {
    this.view = view;
    this.goalsUs = nowUs;
    this.path.evidenceQueueUs = view.encoderFollows ? 50_000 : 100_000;
    this.path.streamBps = view.rungs[view.rung]?.bitrateBps ?? Number.POSITIVE_INFINITY;
    this.path.update(this.goals, nowUs);
    const isSilent = this.noteSilence(view, nowUs);
    const rung = this.selector.select(view, this.condition(isSilent, nowUs), this.capBps, nowUs);
    // The pause after failed probes for a better rung may have ten seconds to go, that after a sign of congestion three.
    if (this.selector.keyFramesOnly) this.path.probeSchedule.hasten(nowUs + resumeIntervalUs);
    const { estimateBps } = this;
    return {
      rung,
      keyFramesOnly: this.selector.keyFramesOnly,
      paceBps: this.paceBps(view, rung, estimateBps),
      bandwidthBps: this.capped(estimateBps),
      probe: isSilent ? undefined : this.proposeProbe(view, nowUs),
    };
  }

  /** What is known now. */
  stats(): PathStats {
    return {
      estimateBps: this.capped(this.estimateBps),
      acknowledgedBps: this.path.acknowledgedBps,
      fractionLost: this.hasFeedback ? this.path.fractionLost : this.receiver.fractionLost,
      state: this.path.state,
      isApplicationLimited: this.path.isApplicationLimited,
    };
  }

  /** Whether the delay of the path grows. */
  get isOverused(): boolean {
    return this.path.state === 'overuse';
  }

  /**
   * Until when, in microseconds, the decision after the next feedback is soon enough, because the path shows no sign of
   * congestion; in the past where it does. Holds until feedback comes or a decision is made.
   */
  calmUntilUs(nowUs: number): number {
    const { path } = this;
    const isCalm =
      path.state === 'normal' && path.lossSinceUs === undefined && nowUs - path.congestedUs > calmUs;
    return isCalm && path.lastReportUs !== undefined
      ? path.lastReportUs + lateFeedbackUs
      : Number.NEGATIVE_INFINITY;
  }

  private get maxProbeIntervalUs(): number {
    if (this.selector.keyFramesOnly) return resumeIntervalUs;
    return this.view?.encoderFollows === true ? followIntervalUs : ladderIntervalUs;
  }

  private get hasFeedback(): boolean {
    return this.path.lastReportUs !== undefined;
  }

  private get estimateBps(): number | undefined {
    const isKnown =
      this.hasFeedback || this.receiver.lastReportUs !== undefined || this.silentSinceUs !== undefined;
    return isKnown ? this.rate.bps : undefined;
  }

  /** About what is sent, where nothing measures it, in bits per second. */
  private get sentBps(): number {
    const rungBps = this.view?.rungs[this.view.rung]?.bitrateBps ?? this.rate.bps;
    return this.view?.encoderFollows === true ? Math.min(rungBps, 0.9 * this.rate.bps) : rungBps;
  }

  private condition(isSilent: boolean, nowUs: number): PathCondition {
    const source = this.hasFeedback ? this.path : this.receiver;
    return {
      startBps: this.rate.bps,
      estimateBps: this.estimateBps,
      provenBps: source.provenBps,
      congestedUs: source.congestedUs,
      lossSinceUs: source.lossSinceUs,
      isSilent,
      mayTryNext: !this.hasFeedback && this.receiver.isCalm(nowUs),
    };
  }

  private noteSilence(view: PathView, nowUs: number): boolean {
    const sinceUs = this.sentPackets.unansweredSinceUs;
    const isUnanswered = sinceUs !== undefined && nowUs - sinceUs > silenceUs;
    // A viewer that has never sent transport-wide feedback, but reports, is one that does not know it.
    const onlyReports = !this.hasFeedback && this.receiver.lastReportUs !== undefined;
    const isSilent = onlyReports ? this.receiver.isSilent(nowUs) : isUnanswered;
    if (!isSilent) this.silentSinceUs = undefined;
    else if (this.silentSinceUs === undefined || nowUs - this.silentSinceUs >= silenceUs) {
      this.silentSinceUs = nowUs;
      this.path.onSilence(neededBps(view, lowestRung(view)), nowUs);
    }
    return isSilent;
  }

  private capped(bps: number | undefined): number | undefined {
    return bps === undefined || this.capBps === undefined ? (bps ?? this.capBps) : Math.min(bps, this.capBps);
  }

  private paceBps(view: PathView, rung: number, estimateBps: number | undefined): number {
    const rungBps = view.rungs[rung]?.bitrateBps ?? 0;
    if (estimateBps === undefined) return firstPace * rungBps;
    // What a receiver estimates is bounded by what it gets: it would hold back a rung that is tried.
    if (!this.hasFeedback && !view.encoderFollows) return rungPace * rungBps;
    // Until a sign of congestion the estimate is only where it began. As a pace it would leave the key frame of a join, and what
    // comes behind it, in the queue for seconds.
    if (this.path.congestedUs === Number.NEGATIVE_INFINITY && estimateBps >= neededBps(view, rung)) {
      return rungPace * rungBps;
    }
    return Math.min(rungPace * rungBps, estimatePace * estimateBps);
  }

  private proposeProbe(view: PathView, nowUs: number): ProbeCluster | undefined {
    const { path } = this;
    const isFit =
      this.hasFeedback &&
      (this.isEmpty(nowUs) || (path.state === 'normal' && path.queueUs < probeQueueUs)) &&
      path.fractionLost < probeLoss &&
      nowUs - path.congestedUs > calmUs;
    if (!isFit) return undefined;
    // A step up is proven again and again until it is taken: others may have begun to share the path meanwhile.
    return path.probeSchedule.propose(view.encoderFollows ? this.rate.bps : 0, this.goals, nowUs);
  }

  /**
   * Whether the path has surely drained since the last report. Between two key frames nothing is sent: what was measured of the
   * first, or of a probe that failed, would stand until the second.
   */
  private isEmpty(nowUs: number): boolean {
    return this.selector.keyFramesOnly && nowUs - (this.path.lastReportUs ?? nowUs) > drainedUs;
  }

  /** The least rate above this one that would allow for something better. */
  private nextGoal(bps: number): number | undefined {
    const { view } = this;
    if (view === undefined) return undefined;
    const lowest = lowestRung(view);
    if (this.selector.keyFramesOnly) {
      // Nothing else before this is confirmed: each further probe is a chance to fail, and half a second without video.
      const resumeBps = resumeProbeMargin * neededBps(view, lowest);
      return resumeBps > bps ? resumeBps : undefined;
    }
    const best = bestRung(view, this.capBps);
    if (view.encoderFollows) {
      const goalBps = followMargin * (view.rungs[best]?.bitrateBps ?? 0);
      return bps < 0.95 * goalBps ? Math.min(followStep * bps, goalBps) : undefined;
    }
    if (this.goalsUs < this.selector.upAllowedUs - probeLeadUs) return undefined;
    for (let rung = Math.min(view.rung, lowest) - 1; rung >= best; rung--) {
      const goalBps = probeMargin * neededBps(view, rung);
      if (goalBps > 1.05 * bps) return goalBps;
    }
    return undefined;
  }
}
