import type { RtpClock } from '../rtp/rtp-clock.js';
import type { ReportBlock } from './rtcp/rtcp-feedback.js';
import { encodeSenderReport } from './rtcp/sender-report.js';

/** The reports on one SSRC, in both directions. */
export class TrackReports {
  private lost = 0;
  private lostInAll = 0;
  private roundTripSumMs = 0;
  private roundTrips = 0;
  private roundTripMs: number | undefined;
  private leastRoundTripMs = Number.POSITIVE_INFINITY;

  constructor(
    private readonly ssrc: number,
    private readonly cname: string,
    private readonly clock: RtpClock,
  ) {}

  /** Share of packets the viewer last reported lost, 0 to 1. */
  get fractionLost(): number {
    return this.lost;
  }

  /** Packets that the viewer has reported lost in all; retransmissions may have repaired them since. */
  get packetsLost(): number {
    return this.lostInAll;
  }

  /** Mean of all round trips, in milliseconds; `undefined` before the first. */
  get meanRoundTripTimeMs(): number | undefined {
    return this.roundTrips === 0 ? undefined : this.roundTripSumMs / this.roundTrips;
  }

  /** In milliseconds; `undefined` before the viewer has reported on a report of ours. */
  get roundTripTimeMs(): number | undefined {
    return this.roundTripMs;
  }

  /** By how much the last round trip is longer than the shortest, in milliseconds. */
  get queueingMs(): number {
    return this.roundTripMs === undefined ? 0 : this.roundTripMs - this.leastRoundTripMs;
  }

  /** Takes a report block on this SSRC. */
  read(
    { fractionLost, packetsLost, lastSenderReport, delaySinceLastSenderReport }: ReportBlock,
    nowUs: number,
  ): void {
    this.lost = fractionLost;
    this.lostInAll = Math.max(0, packetsLost);
    if (lastSenderReport === 0) return;
    const { seconds, fraction } = this.clock.ntpTime(nowUs);
    const nowMiddleBits = ((seconds & 0xffff) * 0x10000 + Math.floor(fraction / 0x10000)) % 2 ** 32;
    const elapsed = (nowMiddleBits - lastSenderReport - delaySinceLastSenderReport) | 0;
    // A clock that was set back shows as a negative time (RFC 3550, 6.4.1).
    this.roundTripMs = Math.max(0, (elapsed / 0x10000) * 1000);
    this.roundTripSumMs += this.roundTripMs;
    this.roundTrips++;
    this.leastRoundTripMs = Math.min(this.leastRoundTripMs, this.roundTripMs);
  }

  /**
   * A sender report: ties the RTP clock of the track to wall-clock time, both at one capture time, so that a viewer can play
   * two tracks in sync.
   */
  senderReport(packetsSent: number, bytesSent: number, nowUs: number): Buffer {
    const { seconds, fraction } = this.clock.ntpTime(nowUs);
    return encodeSenderReport({
      ssrc: this.ssrc,
      ntpSeconds: seconds,
      ntpFraction: fraction,
      rtpTimestamp: this.clock.timestamp(nowUs),
      packetsSent,
      bytesSent,
      cname: this.cname,
    });
  }
}
