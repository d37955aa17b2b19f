import { AcknowledgedRate } from './acknowledged-rate.js';
import { ApplicationLimit } from './application-limit.js';
import { CongestionEvidence } from './congestion-evidence.js';
import { LossWindow } from './loss-window.js';
import { OveruseDetector, type PathUsage } from './overuse-detector.js';
import { PacketGroups } from './packet-groups.js';
import { PathDelay } from './path-delay.js';
import { ProbeSchedule, type ProbeGoals } from './probe-schedule.js';
import { heavyLoss, type RateControl } from './rate-control.js';
import { PacketReport, rememberedPackets, type SentPackets } from './sent-packets.js';
import { TransportFeedbackReader, type TransportFeedbackSink } from './transport-feedback.js';

/** Growth waits this long after congestion, in microseconds. */
const calmUs = 500_000;

/** A queue below this is none, in microseconds. */
const emptyQueueUs = 50_000;
const someLoss = 0.02;
const muchLoss = 0.1;
const pauseUs = 2_000_000;

/** Of the rate of its rung: a sender of more sends the stream as a whole. */
const wholeShare = 0.7;

/** A trend of so long ago says nothing of now, in microseconds. */
const staleUs = 1_000_000;

/** What transport-wide feedback says about a path. */
export class PathEstimator implements TransportFeedbackSink {
  /** When there was evidence of congestion last. */
  congestedUs = Number.NEGATIVE_INFINITY;
  /** Since when more than a tenth is lost; `undefined` while it is less. */
  lossSinceUs: number | undefined;

  /** Rate of the rung in use, in bits per second. */
  streamBps = Number.POSITIVE_INFINITY;

  private readonly reader = new TransportFeedbackReader();
  private readonly groups = new PacketGroups();
  private readonly detector = new OveruseDetector();
  private readonly acknowledged = new AcknowledgedRate();
  private readonly delay = new PathDelay();
  private readonly loss = new LossWindow();
  /** Of what was sent since the rate fell last: what was lost before must not lower it again. */
  private readonly lossSinceLowered = new LossWindow();
  private loweredUs = Number.NEGATIVE_INFINITY;
  private readonly limit = new ApplicationLimit();
  private readonly probes = new ProbeSchedule();
  private readonly evidence = new CongestionEvidence(this.detector, this.delay, this.acknowledged);
  private provenRateBps = 0;
  private nowUs = 0;
  private highest: number | undefined;
  private highestArrivalUs = 0;
  private reportedUs: number | undefined;
  // Of the message being read: counted up, and noted once.
  private received = 0;
  private receivedSinceLowered = 0;

  constructor(
    private readonly sent: SentPackets,
    private readonly rate: RateControl,
  ) {}

  /** When feedback came last; `undefined` before the first. */
  get lastReportUs(): number | undefined {
    return this.reportedUs;
  }

  /** State of the detector. */
  get state(): PathUsage {
    return this.detector.state;
  }

  /** In bits per second, over about a second. */
  get acknowledgedBps(): number | undefined {
    return this.evidence.longBps;
  }

  /** 0 to 1, over the last second. */
  get fractionLost(): number {
    return this.loss.fractionLost;
  }

  /** How long packets wait on the path, in microseconds. */
  get queueUs(): number {
    return this.delay.queueUs;
  }

  /** Whether less is sent than the path may carry. */
  get isApplicationLimited(): boolean {
    return this.limit.isLimited;
  }

  /** What the path has carried since it was congested last, or a confirmed probe says it would, in bits per second. */
  get provenBps(): number {
    return this.provenRateBps;
  }

  /** Sets which queue is evidence of congestion, in microseconds. */
  set evidenceQueueUs(queueUs: number) {
    this.evidence.queueUs = queueUs;
  }

  /** The schedule of probes. */
  get probeSchedule(): ProbeSchedule {
    return this.probes;
  }

  /** Takes a message; malformed ones are ignored. */
  onFeedback(packet: Buffer, goals: ProbeGoals, nowUs: number): void {
    this.nowUs = nowUs;
    if (this.reportedUs !== undefined && nowUs - this.reportedUs > pauseUs) this.restart(nowUs);
    this.loss.advance(nowUs);
    this.lossSinceLowered.advance(nowUs);
    this.received = 0;
    this.receivedSinceLowered = 0;
    if (!this.reader.read(packet, this)) return;
    this.loss.noteReceived(this.received);
    this.lossSinceLowered.noteReceived(this.receivedSinceLowered);
    this.reportedUs = nowUs;
    this.sent.noteReport();
    this.delay.update();
    this.limit.update(this.sent.totalBytes, this.rate.bps, nowUs);
    this.judge(nowUs);
    this.concludeProbe(goals, nowUs);
  }

  /** Looks whether a probe that was not reported in time has failed, and brings what is sent up to date. */
  update(goals: ProbeGoals, nowUs: number): void {
    this.loss.advance(nowUs);
    this.noteLoss(nowUs);
    if (this.reportedUs !== undefined && nowUs - this.reportedUs > staleUs) this.detector.reset();
    this.limit.update(this.sent.totalBytes, this.rate.bps, nowUs);
    this.concludeProbe(goals, nowUs);
  }

  /** Nothing arrives any more. @param leastBps the rate that is tried when something arrives again */
  onSilence(leastBps: number, nowUs: number): void {
    this.rate.onSilence(leastBps);
    this.congestedUs = nowUs;
    this.lower(nowUs);
  }

  /** @internal of the reader */
  onReceived(sequenceNumber: number, arrivalUs: number): void {
    const { sent, nowUs } = this;
    const sentUs = sent.find(sequenceNumber, nowUs);
    const { foundReport: before, foundByteLength: byteLength, foundIsProbe: isProbe } = sent;
    if (sentUs < 0 || before === PacketReport.Received) return;
    sent.setReport(sequenceNumber, PacketReport.Received);
    const isSinceLowered = sentUs > this.loweredUs;
    if (before === PacketReport.Lost) {
      this.loss.noteFound();
      if (isSinceLowered) this.lossSinceLowered.noteFound();
    } else {
      this.received++;
      if (isSinceLowered) this.receivedSinceLowered++;
    }
    if (this.isNewest(sequenceNumber)) {
      this.assumeArrived(sequenceNumber, arrivalUs);
      this.highest = sequenceNumber;
      this.highestArrivalUs = arrivalUs;
      this.delay.add(sentUs, arrivalUs);
      if (this.groups.add(sentUs, arrivalUs, nowUs)) {
        const { arrivalDeltaUs, sendDeltaUs, arrivalUs: at } = this.groups;
        this.detector.add(arrivalDeltaUs / 1_000, sendDeltaUs / 1_000, at / 1_000);
      }
    }
    if (before !== PacketReport.Assumed) this.acknowledged.add(sentUs, arrivalUs, byteLength);
    this.probes.onReceived(isProbe, sentUs, arrivalUs, byteLength);
  }

  /** @internal of the reader */
  onLost(sequenceNumber: number, count: number): void {
    const { sent } = this;
    // A run may name all numbers there are: only those remembered are looked at.
    const distance = sent.distanceTo(sequenceNumber);
    const end = Math.min(count, distance + 1);
    for (let index = Math.max(0, distance - rememberedPackets + 1); index < end; index++) {
      const number = (sequenceNumber + index) & 0xffff;
      if (!sent.has(number) || sent.reportOf(number) !== PacketReport.None) continue;
      sent.setReport(number, PacketReport.Lost);
      this.loss.noteLost();
      if ((sent.sentUs(number, this.nowUs) ?? 0) > this.loweredUs) this.lossSinceLowered.noteLost();
    }
  }

  private isNewest(sequenceNumber: number): boolean {
    return this.highest === undefined || ((sequenceNumber - this.highest) & 0xffff) < 0x8000;
  }

  /**
   * Packets that no message has named: the message was lost, not they. Without them each lost message would look like a
   * path that carries less.
   */
  private assumeArrived(sequenceNumber: number, arrivalUs: number): void {
    const { sent, highest } = this;
    if (highest === undefined) return;
    const gap = ((sequenceNumber - highest) & 0xffff) - 1;
    if (gap <= 0 || gap > 500) return;
    const stepUs = (arrivalUs - this.highestArrivalUs) / (gap + 1);
    for (let index = 1; index <= gap; index++) {
      const number = (highest + index) & 0xffff;
      if (!sent.has(number) || sent.reportOf(number) !== PacketReport.None) continue;
      const sentUs = sent.sentUs(number, this.nowUs);
      if (sentUs === undefined) continue;
      sent.setReport(number, PacketReport.Assumed);
      this.acknowledged.add(sentUs, this.highestArrivalUs + index * stepUs, sent.byteLengthOf(number));
    }
  }

  private judge(nowUs: number): void {
    const { evidence, rate } = this;
    if (evidence.update(nowUs)) {
      this.congestedUs = nowUs;
      // A stream that is sent as a whole fills a path that has become narrow, however much more that carried before.
      const saysLittle = this.isApplicationLimited && evidence.blockedBps < wholeShare * this.streamBps;
      if (!evidence.isOurs(nowUs)) this.delay.rebase();
      else if (rate.onCongestion(evidence.measuredBps, saysLittle, nowUs)) this.lower(nowUs);
    }
    this.noteLoss(nowUs);
    const newlyLost = this.lossSinceLowered.fractionSurelyLost;
    if (newlyLost > heavyLoss) this.congestedUs = nowUs;
    if (newlyLost > muchLoss && rate.onLoss(newlyLost, evidence.measuredBps, nowUs)) this.lower(nowUs);
    this.raise(nowUs);
  }

  private noteLoss(nowUs: number): void {
    this.lossSinceUs = this.loss.fractionSurelyLost > muchLoss ? (this.lossSinceUs ?? nowUs) : undefined;
  }

  private raise(nowUs: number): void {
    const { rate, fractionLost } = this;
    const { longBps } = this.evidence;
    const isCalm =
      this.detector.state === 'normal' &&
      nowUs - this.congestedUs > calmUs &&
      this.queueUs < emptyQueueUs &&
      this.lossSinceUs === undefined;
    if (!isCalm || longBps === undefined) return rate.hold();
    rate.onProven(longBps);
    this.provenRateBps = Math.max(this.provenRateBps, longBps);
    if (fractionLost < someLoss && !this.isApplicationLimited) rate.grow(longBps, nowUs);
    else rate.hold();
  }

  private lower(nowUs: number): void {
    this.provenRateBps = Math.min(this.provenRateBps, this.rate.bps);
    this.evidence.noteLowered(nowUs);
    this.loweredUs = nowUs;
    this.lossSinceLowered.reset(nowUs);
    this.probes.postpone(nowUs + 3_000_000);
  }

  private concludeProbe(goals: ProbeGoals, nowUs: number): void {
    const { probes, sent, rate } = this;
    if (probes.active === undefined) return;
    const result = probes.conclude(sent.probePacketsSent(probes.active.id), goals, nowUs);
    if (result === undefined || nowUs - this.congestedUs < calmUs) return;
    rate.onProbe(result.bps, result.isConfirmed, result.isSaturated, this.acknowledgedBps);
    if (result.isConfirmed && result.hasPassed) this.provenRateBps = Math.max(this.provenRateBps, result.bps);
    // What was proven before holds no longer: others share the path now.
    else if (!result.hasPassed) this.provenRateBps = Math.max(result.bps, this.acknowledgedBps ?? 0);
  }

  private restart(nowUs: number): void {
    this.groups.reset();
    this.detector.reset();
    this.acknowledged.reset();
    this.delay.reset();
    this.loss.reset(nowUs);
    this.lossSinceLowered.reset(nowUs);
    this.evidence.reset();
  }
}
