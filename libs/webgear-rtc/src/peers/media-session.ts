import type { FramePacer } from '../rtp/frame-pacer.js';
import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import type { PacketRoute, SendPathSnapshot } from '../rtp/packet-route.interface.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import type { RtpSenderParameters } from '../rtp/rtp-sender.js';
import type { DtlsSrtpKeys } from '../transport/dtls/srtp-keys.js';
import { createProtector } from '../transport/srtp/create-protector.js';
import { nodeSendPath, type SendPath } from '../transport/send-path/send-path.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import { encodeBitrateNotification, type BitrateLimit } from './rtcp/bitrate-feedback.js';
import {
  isTransportFeedback,
  parseRtcpFeedback,
  type ReferenceTime,
  type ReportBlock,
  type RtcpFeedback,
} from './rtcp/rtcp-feedback.js';
import { encodeBye, encodeReferenceTimeEcho } from './rtcp/sender-report.js';
import {
  AudioTrackSender,
  type AudioTrackCounters,
  type AudioTrackParameters,
} from './audio-track-sender.js';
import { TrackSender, type TrackSenderCounters } from './track-sender.js';

/** A viewer asks a few times a second; what asks more often wants traffic, not an answer. */
const answerIntervalUs = 100_000;

/** What a viewer's RTCP says of the path to it. */
export interface PathObserver {
  /** Transport-wide feedback, a whole packet; its memory is read during the call only. */
  onTransportFeedback(packet: Buffer, nowUs: number): void;
  /** A receiver report. */
  onReceiverReport(fractionLost: number, roundTripTimeMs: number | undefined, nowUs: number): void;
  /** An estimate of the viewer (REMB). */
  onReceiverEstimate(bitrateBps: number, nowUs: number): void;
  /** A limit that the viewer sets (TMMBR). */
  onBitrateLimit(bitrateBps: number): void;
}

/** What media needs besides the keys. */
export interface MediaSessionParameters {
  /** The stream of the video. */
  readonly rtp: RtpSenderParameters;
  /** The stream of the sound and its clock; left out where none is sent. */
  readonly audio?: Pick<AudioTrackParameters, 'rtp' | 'clock'>;
  /** Of both. */
  readonly cname: string;
  /** Of the video. */
  readonly clock: RtpClock;
  /** Where media packets go. */
  readonly route: PacketRoute;
  /** Sends the rest of what does not leave at once. */
  readonly pacer: FramePacer;
  /** Makes what encrypts; by Node's own crypto by default. */
  readonly sendPath?: Pick<SendPath, 'createGcmProtector' | 'createGcmAead'>;
  /** Makes what encrypts media, instead of {@link sendPath}. */
  readonly createProtector?: typeof createProtector;
  /** Sends RTCP packets. */
  readonly send: (datagram: Buffer) => void;
  readonly onKeyFrameRequest: () => void;
  readonly onBye: () => void;
  /** Told what is known of the path, where that decides something. */
  readonly path?: PathObserver;
}

/** Media and its reports for one connected viewer: a sender per track, with SRTP and SRTCP that they share. */
export class MediaSession {
  /** The video. */
  readonly video: TrackSender;
  /** The sound. */
  readonly audio: AudioTrackSender | undefined;
  private readonly tracks: readonly (TrackSender | AudioTrackSender)[];
  private readonly rtcp: SrtcpChannel;
  private readonly protector: PacketProtector;
  private answeredAtUs = { echo: Number.NEGATIVE_INFINITY, limit: Number.NEGATIVE_INFINITY };

  constructor(
    keys: DtlsSrtpKeys,
    private readonly parameters: MediaSessionParameters,
  ) {
    const { sendPath = nodeSendPath } = parameters;
    const create = parameters.createProtector ?? createProtector;
    // One for all SSRCs: each has packet indices, and so a key stream, of its own (RFC 3711, 4.1.1).
    this.protector = create(keys.profile, keys.local, sendPath.createGcmProtector);
    this.video = new TrackSender({ ...parameters, protector: this.protector });
    this.audio =
      parameters.audio &&
      new AudioTrackSender({ ...parameters, ...parameters.audio, protector: this.protector });
    this.tracks = this.audio === undefined ? [this.video] : [this.video, this.audio];
    this.rtcp = new SrtcpChannel(keys.profile, keys.local, keys.remote, sendPath.createGcmAead);
  }

  /** Takes an SRTCP datagram; `false` when it is not the viewer's. */
  handleRtcp(datagram: Buffer, nowUs: number): boolean {
    const compound = this.rtcp.unprotect(datagram);
    if (compound === undefined) return false;
    // What comes most often, and alone, is not parsed twice.
    if (isTransportFeedback(compound)) this.parameters.path?.onTransportFeedback(compound, nowUs);
    else for (const feedback of parseRtcpFeedback(compound)) this.act(feedback, nowUs);
    return true;
  }

  /** Sends the sender reports; without them a receiver cannot measure delay or round trip. */
  sendReport(nowUs: number): void {
    this.send(this.senderReports(nowUs));
  }

  /** Sends BYE and releases everything. */
  close(): void {
    for (const track of this.tracks) track.close();
    this.protector.close();
    this.send(this.tracks.map(({ ssrc }) => encodeBye(ssrc, this.parameters.cname)));
    this.rtcp.close();
  }

  /** Those of the video, and apart from them those of the sound. */
  counters(): TrackSenderCounters & {
    readonly audio: AudioTrackCounters | undefined;
    readonly transport: SendPathSnapshot;
  } {
    return {
      ...this.video.counters(),
      audio: this.audio?.counters(),
      transport: { cipher: this.protector.cipher, send: this.parameters.route.sending },
    };
  }

  private act(feedback: RtcpFeedback, nowUs: number): void {
    const { path } = this.parameters;
    switch (feedback.kind) {
      case 'key-frame-request':
        return feedback.ssrc === this.video.ssrc ? this.parameters.onKeyFrameRequest() : undefined;
      case 'nack':
        return feedback.ssrc === this.video.ssrc
          ? this.video.retransmit(feedback.sequenceNumbers, nowUs)
          : undefined;
      case 'report':
        return this.readReport(feedback.block, nowUs);
      case 'reference-time':
        return this.echo(feedback.reference, nowUs);
      case 'transport-feedback':
        return path?.onTransportFeedback(feedback.packet, nowUs);
      case 'receiver-estimate':
        return path?.onReceiverEstimate(feedback.bitrateBps, nowUs);
      case 'bitrate-limit':
        return this.limit(feedback.limit, nowUs);
      case 'bye':
        return this.parameters.onBye();
    }
  }

  /**
   * Of the sound's reports nothing is concluded about the path: of its few small packets one lost is a large share, and where
   * the path is full the video shows it as well.
   */
  private readReport(block: ReportBlock, nowUs: number): void {
    if (block.ssrc === this.audio?.ssrc) return this.audio.readReport(block, nowUs);
    if (block.ssrc !== this.video.ssrc) return;
    this.video.readReport(block, nowUs);
    this.parameters.path?.onReceiverReport(block.fractionLost, this.video.roundTripTimeMs, nowUs);
  }

  /**
   * A viewer that knows the round trip requests a lost packet again after that time; without this echo it waits 100 ms, and
   * playback freezes the longer.
   */
  private echo(reference: ReferenceTime, nowUs: number): void {
    if (nowUs - this.answeredAtUs.echo < answerIntervalUs) return;
    this.answeredAtUs.echo = nowUs;
    // Behind a report, since not every viewer takes what stands alone (RFC 5506, 3.4).
    this.send([...this.senderReports(nowUs), encodeReferenceTimeEcho(this.video.ssrc, reference)]);
  }

  private limit(limit: BitrateLimit, nowUs: number): void {
    if (limit.ssrc !== this.video.ssrc) return;
    this.parameters.path?.onBitrateLimit(limit.bitrateBps);
    if (nowUs - this.answeredAtUs.limit < answerIntervalUs) return;
    this.answeredAtUs.limit = nowUs;
    this.send([...this.senderReports(nowUs), encodeBitrateNotification(limit)]);
  }

  private senderReports(nowUs: number): Buffer[] {
    return this.tracks.map((track) => track.senderReport(nowUs));
  }

  private send(packets: readonly Buffer[]): void {
    this.parameters.send(this.rtcp.protect(Buffer.concat(packets)));
  }
}
