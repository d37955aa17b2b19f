import type { RungDescription } from '../broadcast/stream-engine.js';
import type { ViewerSubscription } from '../broadcast/viewer-subscription.js';
import { CongestionController, type Decision } from '../congestion/congestion-controller.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { fullRung, sourceRung } from '../media/rendition-key.js';
import { absoluteSendTimeStamp, transportSequenceStamp, type PacketStamp } from '../rtp/packet-stamp.js';
import type { NegotiatedCongestionControl } from '../sdp/negotiate-congestion-control.js';
import { KeyFramesOnly } from './key-frames-only.js';
import type { PathObserver } from './media-session.js';
import type { PathEstimates } from './path-estimates.js';
import type { TrackSender } from './track-sender.js';
import type { ViewerPreferences } from './peer-manager.interface.js';

/** Without feedback a decision is made this often, in microseconds, with the next frame. */
const decisionIntervalUs = 50_000;
/** While a path is calm, feedback leads to a decision no more often, in microseconds; most viewers report every 125 ms. */
const calmIntervalUs = 180_000;

/** What decides on the quality of one viewer. */
export interface ViewerAdaptationParts {
  readonly subscription: ViewerSubscription;
  readonly congestion: NegotiatedCongestionControl;
  /** The limit that the offer names, in bits per second. */
  readonly capBps?: number | undefined;
  /** Shared by all viewers of a server. */
  readonly estimates: PathEstimates;
}

/**
 * The control loop of one viewer: what is known of its path, and what its page wants, decide on the rung it is served from,
 * on the pace of its packets and on the rate of an encoder that follows it.
 *
 * Driven by feedback, and by the frames to send where that does not come; it needs no timer.
 */
export class ViewerAdaptation implements PathObserver {
  private controller: CongestionController | undefined;
  private video: TrackSender | undefined;
  private address: string | undefined;
  private decision: Decision | undefined;
  private decidedAtUs = Number.NEGATIVE_INFINITY;
  /** What was found last; each frame looks here first. */
  private calmUntilUs = Number.NEGATIVE_INFINITY;
  private preferences: ViewerPreferences = {};
  private readonly keyFramesOnly: KeyFramesOnly;
  /** Whether the path carried less, or as much, when it was used last. */
  private isPathRemembered = false;
  private reservedBps = 0;
  /** The last result of {@link withReserve}: rungs seldom change. */
  private reserved:
    { readonly of: readonly RungDescription[]; readonly all: readonly RungDescription[] } | undefined;

  constructor(private readonly parts: ViewerAdaptationParts) {
    this.keyFramesOnly = new KeyFramesOnly(() => parts.subscription.requestKeyFrame());
  }

  /** The address of the viewer is known: chooses the rung to start with. A second call does nothing. */
  begin(address: string, nowUs: number): void {
    if (this.controller !== undefined) return;
    this.address = address;
    const { estimates, capBps } = this.parts;
    const known = estimates.recall(address, nowUs);
    this.isPathRemembered = known !== undefined;
    this.controller = new CongestionController({ startBps: known ?? this.topBps });
    this.setCap(capBps);
    this.decide(nowUs);
  }

  /**
   * Leaves room for what is sent beside the video, before {@link begin}: a path must carry that with each rung.
   *
   * @param bps in bits per second
   */
  reserve(bps: number): void {
    this.reservedBps = bps;
  }

  /** What each packet carries, for the feedback that was negotiated. */
  get stamp(): PacketStamp | undefined {
    const { feedback, extension } = this.parts.congestion;
    if (extension === undefined) return undefined;
    if (feedback === 'goog-remb') return absoluteSendTimeStamp(extension.id);
    return this.controller && transportSequenceStamp(extension.id, this.controller.sentPackets);
  }

  /** Media can be sent from now on. */
  attach(video: TrackSender, nowUs: number): void {
    this.video = video;
    const known = this.address === undefined ? undefined : this.parts.estimates.recall(this.address, nowUs);
    // A path that is known to be thin: a viewer that joins catches up no faster than live either.
    if (known !== undefined && known < this.topBps) {
      video.noteCongestion(nowUs);
    }
    this.decide(nowUs);
  }

  /** What the path carries for the video, in bits per second; `undefined` while that is not known. */
  get bandwidthBps(): number | undefined {
    const bps = this.decision?.bandwidthBps;
    return bps === undefined ? undefined : this.withoutReserve(bps);
  }

  /** Whether not even the lowest rung fits. */
  get tooSlow(): boolean {
    return this.decision?.keyFramesOnly ?? false;
  }

  /** What the path carries in all, in bits per second; `undefined` before the first feedback. */
  get estimateBps(): number | undefined {
    return this.controller?.stats().estimateBps;
  }

  /** A wish of the viewer, its page or the application; what is left out stays as it was. */
  prefer(preferences: ViewerPreferences, nowUs: number): void {
    this.preferences = { ...this.preferences, ...preferences };
    this.decide(nowUs);
  }

  /** There are other rungs than before, or their rates have changed. */
  revise(nowUs: number): void {
    this.decide(nowUs);
  }

  /** Whether a frame is left out, because the path carries key frames only. */
  leavesOut(frame: PacketizedFrame, nowUs: number): boolean {
    const { video } = this;
    if (nowUs - this.decidedAtUs >= decisionIntervalUs && !this.isCalm(nowUs)) this.decide(nowUs);
    if (!frame.keyFrame && this.keyFramesOnly.isIdle) return false;
    if (this.keyFramesOnly.leavesOut(frame.keyFrame, video?.holdsKeyFrame ?? false, nowUs)) return true;
    if (this.tooSlow) video?.skipToNextKeyFrame();
    return false;
  }

  /** Once a second: remembers the estimate, and decides where neither feedback nor frames come. */
  tick(nowUs: number): void {
    if (this.controller === undefined || this.address === undefined) return;
    if (nowUs - this.decidedAtUs >= decisionIntervalUs) this.decide(nowUs);
    const { estimateBps, isApplicationLimited } = this.controller.stats();
    // What a viewer of a small rung makes use of says little about what its path carries.
    if (estimateBps === undefined || (isApplicationLimited && estimateBps < this.topBps)) return;
    this.parts.estimates.remember(this.address, estimateBps, nowUs);
  }

  onTransportFeedback(packet: Buffer, nowUs: number): void {
    if (this.parts.congestion.feedback !== 'transport-cc') return;
    const { controller } = this;
    if (controller === undefined) return;
    controller.onTransportFeedback(packet, nowUs);
    this.calmUntilUs = Number.NEGATIVE_INFINITY;
    if (nowUs - this.decidedAtUs >= calmIntervalUs || !this.isCalm(nowUs)) this.decide(nowUs);
  }

  onReceiverReport(fractionLost: number, roundTripTimeMs: number | undefined, nowUs: number): void {
    this.controller?.onReceiverReport(fractionLost, roundTripTimeMs, nowUs);
    this.decide(nowUs);
  }

  onReceiverEstimate(bitrateBps: number, nowUs: number): void {
    // With transport-wide feedback a receiver sees no abs-send-time, and its estimate is of no use.
    if (this.parts.congestion.feedback !== 'goog-remb') return;
    this.controller?.onReceiverEstimate(bitrateBps, nowUs);
    this.decide(nowUs);
  }

  onBitrateLimit(bitrateBps: number): void {
    this.setCap(Math.min(bitrateBps, this.parts.capBps ?? bitrateBps));
  }

  private isCalm(nowUs: number): boolean {
    if (nowUs >= this.calmUntilUs) {
      this.calmUntilUs = this.controller?.calmUntilUs(nowUs) ?? Number.NEGATIVE_INFINITY;
    }
    return nowUs < this.calmUntilUs;
  }

  /** What the path must carry for the best rung, in bits per second. */
  private get topBps(): number {
    return (this.parts.subscription.rungs[0]?.bitrateBps ?? 0) + this.reservedBps;
  }

  /** Each rung with what is sent beside it. */
  private withReserve(rungs: readonly RungDescription[]): readonly RungDescription[] {
    const { reservedBps } = this;
    if (reservedBps === 0) return rungs;
    if (this.reserved?.of !== rungs) {
      const all = rungs.map((each) => ({ ...each, bitrateBps: each.bitrateBps + reservedBps }));
      this.reserved = { of: rungs, all };
    }
    return this.reserved.all;
  }

  /** A limit of the video alone, to which what is sent beside it does not count. */
  private setCap(bps: number | undefined): void {
    this.controller?.setCap(bps === undefined ? undefined : bps + this.reservedBps);
  }

  /** What is left for the video; of a path that carries hardly more than the sound, still half. */
  private withoutReserve(bps: number): number {
    return Math.max(bps - this.reservedBps, bps / 2);
  }

  private decide(nowUs: number): void {
    const { controller, video } = this;
    if (controller === undefined) return;
    this.decidedAtUs = nowUs;
    this.calmUntilUs = Number.NEGATIVE_INFINITY;
    if (!this.isPathRemembered) controller.assumeStart(this.topBps);
    const { subscription } = this.parts;
    const { rungs } = subscription;
    const { maxHeight, hidden, rung: pin } = this.preferences;
    const rung = Math.max(0, indexOfRung(rungs, subscription.rung));
    const isBestPinned = pin === fullRung || pin === sourceRung;
    const pinned = isBestPinned ? 0 : indexOfRung(rungs, pin);
    const decision = controller.decide(
      {
        rungs: this.withReserve(rungs),
        rung,
        queueUs: video?.queueUs ?? 0,
        encoderFollows: subscription.encoderFollows,
        maxHeight: hidden === true ? 1 : maxHeight,
        pinned: pinned < 0 ? undefined : pinned,
      },
      nowUs,
    );
    this.decision = decision;
    const selected = rungs[decision.rung];
    if (selected !== undefined && decision.rung !== rung) {
      if (decision.rung > rung) video?.skipToNextKeyFrame();
      subscription.select(selected.rung);
    }
    this.keyFramesOnly.set(decision.keyFramesOnly, nowUs);
    if (video === undefined) return;
    video.limit(this.withoutReserve(decision.paceBps));
    if (controller.isOverused) video.noteCongestion(nowUs);
    if (decision.probe !== undefined) video.probe(decision.probe, nowUs);
  }
}

/** -1 where it is none of them. */
function indexOfRung(rungs: readonly RungDescription[], name: string | null | undefined): number {
  for (let at = 0; at < rungs.length; at++) if (rungs[at]?.rung === name) return at;
  return -1;
}
