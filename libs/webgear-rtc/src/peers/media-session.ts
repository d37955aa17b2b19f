import type { PacketizedFrame } from '../media/packetized-frame.js';
import { FrameQueue } from '../rtp/frame-queue.js';
import type { FramePacer } from '../rtp/frame-pacer.js';
import type { PacketCipher } from '../rtp/packet-protector.interface.js';
import type { PacketRoute } from '../rtp/packet-route.interface.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import { RtpSender, type RtpSenderCounters, type RtpSenderParameters } from '../rtp/rtp-sender.js';
import type { DtlsSrtpKeys } from '../transport/dtls/dtls-session.js';
import {
  parseRtcpFeedback,
  type ReferenceTime,
  type ReportBlock,
  type RtcpFeedback,
} from './rtcp/rtcp-feedback.js';
import { encodeBye, encodeReferenceTimeEcho, encodeSenderReport } from './rtcp/sender-report.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';
import { createProtector } from '../transport/srtp/create-protector.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';

/** A viewer asks a few times a second; what asks more often wants traffic, not the time. */
const echoIntervalUs = 100_000;

/** A round trip longer than the shortest by more than this has waited in a buffer on the path: jitter of Wi-Fi is less. */
const leastQueueingMs = 50;

/** What media needs besides the keys. */
export interface MediaSessionParameters {
  readonly rtp: RtpSenderParameters;
  readonly cname: string;
  readonly clock: RtpClock;
  /** Where media packets go. */
  readonly route: PacketRoute;
  /** Sends the rest of what does not leave at once. */
  readonly pacer: FramePacer;
  /** Makes what encrypts; by Node's own crypto by default. */
  readonly createProtector?: typeof createProtector;
  /** Sends RTCP packets. */
  readonly send: (datagram: Buffer) => void;
  readonly onKeyFrameRequest: () => void;
  readonly onBye: () => void;
}

/** Media and its reports for one connected viewer: SRTP out, SRTCP both ways. */
export class MediaSession {
  private readonly sender: RtpSender;
  private readonly queue: FrameQueue;
  private readonly rtcp: SrtcpChannel;
  private readonly cipher: PacketCipher;
  private fractionLost = 0;
  private roundTripTimeMs: number | undefined;
  private leastRoundTripTimeMs = Number.POSITIVE_INFINITY;
  private echoedAtUs = Number.NEGATIVE_INFINITY;

  constructor(
    keys: DtlsSrtpKeys,
    private readonly parameters: MediaSessionParameters,
  ) {
    const create = parameters.createProtector ?? createProtector;
    const protector = create(keys.profile, keys.local);
    this.cipher = protector.cipher;
    this.sender = new RtpSender(parameters.rtp, protector, parameters.route);
    this.queue = new FrameQueue(this.sender);
    this.rtcp = new SrtcpChannel(keys.profile, keys.local, keys.remote);
  }

  /** Takes a frame; `false` when too many wait already, after which the next should be a key frame. */
  sendFrame(frame: PacketizedFrame, nowUs: number): boolean {
    const taken = this.queue.offer(frame, nowUs);
    this.parameters.pacer.watch(this.queue);
    return taken;
  }

  /** Whether a key frame is on its way that has not left as a whole: a request for one says nothing new. */
  get holdsKeyFrame(): boolean {
    return this.queue.holdsKeyFrame;
  }

  /** Takes an SRTCP datagram; `false` when it is not the viewer's. */
  handleRtcp(datagram: Buffer, nowUs: number): boolean {
    const compound = this.rtcp.unprotect(datagram);
    if (compound === undefined) return false;
    for (const feedback of parseRtcpFeedback(compound)) this.act(feedback, nowUs);
    return true;
  }

  /** Ties the RTP clock to wall-clock time; without it a receiver cannot measure delay or round trip. */
  sendReport(nowUs: number): void {
    this.parameters.send(this.rtcp.protect(this.senderReport(nowUs)));
  }

  /** Sends BYE and releases everything. */
  close(): void {
    this.parameters.pacer.forget(this.queue);
    this.queue.clear();
    this.sender.close();
    this.parameters.send(this.rtcp.protect(encodeBye(this.parameters.rtp.ssrc, this.parameters.cname)));
  }

  counters(): RtpSenderCounters & {
    readonly fractionLost: number;
    readonly roundTripTimeMs: number | undefined;
    readonly framesGivenUp: number;
    readonly transport: SendPathSnapshot;
  } {
    return {
      ...this.sender.counters(),
      fractionLost: this.fractionLost,
      roundTripTimeMs: this.roundTripTimeMs,
      framesGivenUp: this.queue.framesGivenUp,
      transport: { cipher: this.cipher, send: this.parameters.route.sending },
    };
  }

  private act(feedback: RtcpFeedback, nowUs: number): void {
    switch (feedback.kind) {
      case 'key-frame-request':
        return this.parameters.onKeyFrameRequest();
      case 'nack':
        this.queue.noteCongestion(nowUs);
        return this.sender.retransmit(feedback.sequenceNumbers, nowUs);
      case 'report':
        return this.readReport(feedback.block, nowUs);
      case 'reference-time':
        return this.echo(feedback.reference, nowUs);
      case 'bye':
        return this.parameters.onBye();
    }
  }

  /**
   * A viewer that knows the round trip requests a lost packet again after that time; without this echo it waits 100 ms, and
   * playback freezes the longer.
   */
  private echo(reference: ReferenceTime, nowUs: number): void {
    if (nowUs - this.echoedAtUs < echoIntervalUs) return;
    this.echoedAtUs = nowUs;
    const echo = encodeReferenceTimeEcho(this.parameters.rtp.ssrc, reference);
    // Behind a report, since not every viewer takes what stands alone (RFC 5506, 3.4).
    this.parameters.send(this.rtcp.protect(Buffer.concat([this.senderReport(nowUs), echo])));
  }

  private senderReport(nowUs: number): Buffer {
    const { packetsSent, bytesSent } = this.sender.counters();
    const { seconds, fraction } = this.parameters.clock.ntpTime(nowUs);
    return encodeSenderReport({
      ssrc: this.parameters.rtp.ssrc,
      ntpSeconds: seconds,
      ntpFraction: fraction,
      rtpTimestamp: this.parameters.clock.timestamp(nowUs),
      packetsSent,
      bytesSent,
      cname: this.parameters.cname,
    });
  }

  private readReport(block: ReportBlock, nowUs: number): void {
    if (block.ssrc !== this.parameters.rtp.ssrc) return;
    this.sender.confirm();
    this.fractionLost = block.fractionLost;
    if (block.fractionLost > 0) this.queue.noteCongestion(nowUs);
    if (block.lastSenderReport === 0) return;
    const { seconds, fraction } = this.parameters.clock.ntpTime(nowUs);
    const nowMiddleBits = ((seconds & 0xffff) * 0x10000 + Math.floor(fraction / 0x10000)) % 2 ** 32;
    const elapsed = (nowMiddleBits - block.lastSenderReport - block.delaySinceLastSenderReport) | 0;
    // A clock that was set back shows as a negative time (RFC 3550, 6.4.1).
    this.roundTripTimeMs = Math.max(0, (elapsed / 0x10000) * 1000);
    this.leastRoundTripTimeMs = Math.min(this.leastRoundTripTimeMs, this.roundTripTimeMs);
    const queueingMs = this.roundTripTimeMs - this.leastRoundTripTimeMs;
    if (queueingMs > leastQueueingMs) this.queue.noteCongestion(nowUs);
  }
}
