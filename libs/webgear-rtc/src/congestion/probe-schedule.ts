import {
  createProbeCluster,
  ProbeMeasurement,
  type ProbeCluster,
  type ProbeLength,
} from './probe-cluster.js';

const baseIntervalUs = 5_000_000;
const backOff = 1.5;

/** The first probe waits this long, in microseconds: a path says most about itself when it is first used. */
const firstUs = 1_000_000;

/** What has not arrived by then never will, in microseconds. */
const resultUs = 1_000_000;

/** The reports on packets sent between the last of the probe and this long after may still name it, in microseconds. */
const settleUs = 150_000;

/** A result of this share of what was probed proves it. */
const provenShare = 0.85;

/** Which rates a viewer would need next. */
export interface ProbeGoals {
  /** The least rate above this one that would be of use, in bits per second; `undefined` when there is none. */
  nextAbove(bps: number): number | undefined;
  /** Whether a goal is confirmed with the first probe. */
  isSimple(): boolean;
  /** The pause after probes that succeeded, in microseconds. */
  afterSuccessUs(): number;
  /** The longest pause after probes that failed, in microseconds. */
  maxIntervalUs(): number;
}

/**
 * When to probe, and for how much. A short probe goes first, because it costs little where the path is full; if it
 * arrives, one for the next goal follows; the highest that arrived is confirmed by a long one, and only that counts. A simple goal
 * gets the long one at once: a short one may fail by jitter alone.
 */
export class ProbeSchedule {
  private readonly measurement = new ProbeMeasurement();
  private cluster: ProbeCluster | undefined;
  private length: ProbeLength = 'short';
  private proposedUs = 0;
  private allSentUs: number | undefined;
  private nextUs: number | undefined;
  private intervalUs = baseIntervalUs;
  private passedBps: number | undefined;
  private followUp: { readonly bitrateBps: number; readonly length: ProbeLength } | undefined;
  private lastId = 0;

  /** The probe that is under way. */
  get active(): ProbeCluster | undefined {
    return this.cluster;
  }

  /** Puts the next probe off: what the path carries has just changed. */
  postpone(untilUs: number): void {
    this.nextUs = Math.max(this.nextUs ?? 0, untilUs);
    this.followUp = undefined;
    this.passedBps = undefined;
  }

  /** Brings the next probe forward: whatever is known of the path, nothing is to be lost by asking. */
  hasten(untilUs: number): void {
    this.nextUs = Math.min(this.nextUs ?? untilUs, untilUs);
  }

  /** The probe to send now; `undefined` while none is due. */
  propose(fromBps: number, goals: ProbeGoals, nowUs: number): ProbeCluster | undefined {
    if (this.cluster !== undefined) return undefined;
    if (this.followUp !== undefined) {
      const { bitrateBps, length } = this.followUp;
      this.followUp = undefined;
      return this.start(bitrateBps, length, nowUs);
    }
    this.nextUs ??= nowUs + firstUs;
    const goalBps = goals.nextAbove(fromBps);
    if (nowUs < this.nextUs || goalBps === undefined) return undefined;
    this.passedBps = undefined;
    return this.start(goalBps, goals.isSimple() ? 'long' : 'short', nowUs);
  }

  /** Takes a packet that arrived, in the order of sequence numbers. */
  onReceived(isProbe: boolean, sentUs: number, arrivalUs: number, byteLength: number): void {
    if (this.cluster !== undefined) this.measurement.add(isProbe, sentUs, arrivalUs, byteLength);
  }

  /**
   * Looks whether the probe under way is finished; once per report and decision.
   *
   * @param packetsSent how many of its packets have left
   * @returns what it says; `undefined` while it says nothing
   */
  conclude(packetsSent: number, goals: ProbeGoals, nowUs: number): ProbeResult | undefined {
    const { cluster, measurement } = this;
    if (cluster === undefined) return undefined;
    if (packetsSent >= cluster.packets) this.allSentUs ??= nowUs;
    const isComplete = measurement.packetsArrived >= cluster.packets;
    const isLate = nowUs - (this.allSentUs ?? nowUs) > resultUs || nowUs - this.proposedUs > 2 * resultUs;
    const isSettled =
      this.allSentUs !== undefined &&
      measurement.packetsArrived >= 0.8 * cluster.packets &&
      nowUs - this.allSentUs > settleUs;
    if (!isComplete && !isSettled && !isLate) return undefined;
    measurement.finish(cluster);
    this.cluster = undefined;
    return this.judge(cluster, goals, nowUs);
  }

  private judge(cluster: ProbeCluster, goals: ProbeGoals, nowUs: number): ProbeResult | undefined {
    const { bps, isSaturated } = this.measurement;
    const hasPassed = bps !== undefined && bps >= provenShare * cluster.bitrateBps;
    if (this.length === 'short') {
      if (hasPassed) this.passedBps = cluster.bitrateBps;
      const above = hasPassed ? goals.nextAbove(cluster.bitrateBps) : undefined;
      if (above !== undefined) this.followUp = { bitrateBps: above, length: 'short' };
      else if (this.passedBps !== undefined) this.followUp = { bitrateBps: this.passedBps, length: 'long' };
      else this.fail(goals, nowUs);
    } else if (hasPassed) {
      this.intervalUs = baseIntervalUs;
      this.nextUs = nowUs + goals.afterSuccessUs();
    } else this.fail(goals, nowUs);
    if (bps === undefined) return undefined;
    const isConfirmed = this.length === 'long';
    return { bps: Math.min(bps, cluster.bitrateBps), isConfirmed, isSaturated, hasPassed };
  }

  private fail(goals: ProbeGoals, nowUs: number): void {
    this.intervalUs = Math.min(this.intervalUs, goals.maxIntervalUs());
    this.nextUs = nowUs + this.intervalUs;
    this.intervalUs *= backOff;
  }

  private start(bitrateBps: number, length: ProbeLength, nowUs: number): ProbeCluster {
    this.lastId = (this.lastId % 255) + 1;
    this.length = length;
    this.proposedUs = nowUs;
    this.allSentUs = undefined;
    this.measurement.begin();
    this.cluster = createProbeCluster(this.lastId, bitrateBps, length);
    return this.cluster;
  }
}

/** What a probe says. */
export interface ProbeResult {
  /** In bits per second; never more than was probed. */
  readonly bps: number;
  /** Whether a long probe says so. */
  readonly isConfirmed: boolean;
  /** Whether the path was full: then it carries this and no more. */
  readonly isSaturated: boolean;
  /** Whether what was probed arrived at about that rate. */
  readonly hasPassed: boolean;
}
