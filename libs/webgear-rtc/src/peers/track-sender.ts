import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { FramePacer } from '../rtp/frame-pacer.js';
import { FrameQueue } from '../rtp/frame-queue.js';
import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import type { PacketRoute } from '../rtp/packet-route.interface.js';
import { ProbeSender, type Probe } from '../rtp/probe-sender.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import { RtpSender, type RtpSenderCounters, type RtpSenderParameters } from '../rtp/rtp-sender.js';
import type { ReportBlock } from './rtcp/rtcp-feedback.js';
import { TrackReports } from './track-reports.js';

/** A round trip longer than the shortest by more than this has waited in a buffer on the path: jitter of Wi-Fi is less. */
const leastQueueingMs = 50;

/** What one track needs of the session it is sent in. */
export interface TrackSenderParameters {
  readonly rtp: RtpSenderParameters;
  readonly cname: string;
  readonly clock: RtpClock;
  readonly protector: PacketProtector;
  readonly route: PacketRoute;
  readonly pacer: FramePacer;
}

/** Counters of one track. */
export interface TrackSenderCounters extends RtpSenderCounters {
  readonly fractionLost: number;
  readonly packetsLost: number;
  readonly roundTripTimeMs: number | undefined;
  readonly meanRoundTripTimeMs: number | undefined;
  readonly framesGivenUp: number;
  /** Requests for packets that were lost (NACK, RFC 4585, 6.2.1). */
  readonly nacksReceived: number;
  /** When the first frame was taken, which is a key frame; `undefined` before. */
  readonly firstFrameUs: number | undefined;
}

/** The video to one viewer: an SSRC with its retransmission stream, the frames that wait, and the reports on it. */
export class TrackSender {
  private readonly sender: RtpSender;
  private readonly queue: FrameQueue;
  private readonly probes: ProbeSender;
  private readonly reports: TrackReports;
  private nacksReceived = 0;
  private firstFrameUs: number | undefined;

  constructor(private readonly parameters: TrackSenderParameters) {
    this.reports = new TrackReports(this.ssrc, parameters.cname, parameters.clock);
    this.sender = new RtpSender(parameters.rtp, parameters.protector, parameters.route);
    this.queue = new FrameQueue(this.sender);
    this.probes = new ProbeSender(this.sender);
  }

  get ssrc(): number {
    return this.parameters.rtp.ssrc;
  }

  /** Whether a key frame is on its way that has not left as a whole: a request for one says nothing new. */
  get holdsKeyFrame(): boolean {
    return this.queue.holdsKeyFrame;
  }

  /** How long what waits takes to leave, in microseconds. */
  get queueUs(): number {
    return this.queue.queueUs;
  }

  /** In milliseconds; `undefined` while unknown. */
  get roundTripTimeMs(): number | undefined {
    return this.reports.roundTripTimeMs;
  }

  /** How often frames were given up, so that the viewer waited for a key frame. */
  get freezes(): number {
    return this.queue.freezes;
  }

  /** Takes a frame; `false` when too many wait already, after which the next should be a key frame. */
  sendFrame(frame: PacketizedFrame, nowUs: number): boolean {
    const taken = this.queue.offer(frame, nowUs);
    if (taken) this.firstFrameUs ??= nowUs;
    this.parameters.pacer.watch(this.queue);
    return taken;
  }

  /** Sends again what the viewer names as lost. */
  retransmit(sequenceNumbers: Iterable<number>, nowUs: number): void {
    this.nacksReceived++;
    this.queue.noteCongestion(nowUs);
    this.sender.retransmit(sequenceNumbers, nowUs);
  }

  /** The path carries no more than this, in bits per second; `undefined` while that is not known. */
  limit(paceBps: number | undefined): void {
    this.queue.limit(paceBps);
    this.sender.limitRetransmissions(paceBps);
  }

  /** For a while nothing is sent faster than live. */
  noteCongestion(nowUs: number): void {
    this.queue.noteCongestion(nowUs);
  }

  /** The viewer needs nothing of what is before the next key frame: what waits is not sent any more, what was lost not again. */
  skipToNextKeyFrame(): void {
    this.queue.skipToNextKeyFrame();
  }

  /** Sends packets of the retransmission stream to see whether the path carries more. */
  probe(probe: Probe, nowUs: number): void {
    this.probes.start(probe, nowUs);
    this.parameters.pacer.watch(this.probes);
  }

  /** Takes a report block on this SSRC. */
  readReport(block: ReportBlock, nowUs: number): void {
    this.sender.confirm();
    this.reports.read(block, nowUs);
    const isQueueing = block.lastSenderReport !== 0 && this.reports.queueingMs > leastQueueingMs;
    if (block.fractionLost > 0 || isQueueing) this.queue.noteCongestion(nowUs);
  }

  /** See {@link TrackReports.senderReport}. */
  senderReport(nowUs: number): Buffer {
    const { packetsSent, bytesSent } = this.sender.counters();
    return this.reports.senderReport(packetsSent, bytesSent, nowUs);
  }

  counters(): TrackSenderCounters {
    return {
      ...this.sender.counters(),
      fractionLost: this.reports.fractionLost,
      packetsLost: this.reports.packetsLost,
      roundTripTimeMs: this.reports.roundTripTimeMs,
      meanRoundTripTimeMs: this.reports.meanRoundTripTimeMs,
      framesGivenUp: this.queue.framesGivenUp,
      nacksReceived: this.nacksReceived,
      firstFrameUs: this.firstFrameUs,
    };
  }

  /** Gives up what waits. Nothing can be sent afterwards. */
  close(): void {
    this.parameters.pacer.forget(this.queue);
    this.parameters.pacer.forget(this.probes);
    this.probes.end();
    this.queue.clear();
    this.sender.close();
  }
}
