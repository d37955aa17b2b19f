import type { PacketizedFrame } from '../media/packetized-frame.js';
import { AudioRtpSender, type AudioRtpParameters } from '../rtp/audio-rtp-sender.js';
import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import type { PacketRoute } from '../rtp/packet-route.interface.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import type { ReportBlock } from './rtcp/rtcp-feedback.js';
import { TrackReports } from './track-reports.js';

/** What the sound needs of the session it is sent in. */
export interface AudioTrackParameters {
  readonly rtp: AudioRtpParameters;
  readonly cname: string;
  /** At the rate of its codec. */
  readonly clock: RtpClock;
  readonly protector: PacketProtector;
  readonly route: PacketRoute;
}

/** Counters of the sound. */
export interface AudioTrackCounters {
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly fractionLost: number;
}

/** The sound to one viewer: an SSRC whose packets leave at once, also where a key frame waits, and the reports on it. */
export class AudioTrackSender {
  private readonly sender: AudioRtpSender;
  private readonly reports: TrackReports;
  private closed = false;

  constructor(private readonly parameters: AudioTrackParameters) {
    const { rtp, cname, clock, protector, route } = parameters;
    this.sender = new AudioRtpSender(rtp, protector, route);
    this.reports = new TrackReports(rtp.ssrc, cname, clock);
  }

  get ssrc(): number {
    return this.parameters.rtp.ssrc;
  }

  /** Sends a packet, unless the network takes none now: it is lost then. */
  sendFrame(frame: PacketizedFrame, nowUs: number): void {
    if (!this.closed) this.sender.send(frame, nowUs);
  }

  /** Takes a report block on this SSRC. */
  readReport(block: ReportBlock, nowUs: number): void {
    this.sender.confirm();
    this.reports.read(block, nowUs);
  }

  /** See {@link TrackReports.senderReport}. */
  senderReport(nowUs: number): Buffer {
    return this.reports.senderReport(this.sender.packetsSent, this.sender.bytesSent, nowUs);
  }

  counters(): AudioTrackCounters {
    const { packetsSent, bytesSent } = this.sender;
    return { packetsSent, bytesSent, fractionLost: this.reports.fractionLost };
  }

  /** Nothing is sent afterwards. */
  close(): void {
    this.closed = true;
  }
}
