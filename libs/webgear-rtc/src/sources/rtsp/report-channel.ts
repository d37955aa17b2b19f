import { randomInt } from 'node:crypto';
import { encodeReceiverReport } from '../../bitstream/rtp/receiver-reports.js';
import { parseSenderRtcp } from '../../bitstream/rtp/sender-reports.js';
import type { MediaTrack } from './media-track.js';

/** As usual of RTCP (RFC 3550, 6.2); some cameras hang up without reports. */
const REPORT_INTERVAL_MS = 5000;

/** RTCP of a session: what the server reports of its tracks, and what it is told of them. */
export class ReportChannel {
  private readonly ssrc = randomInt(1, 2 ** 32 - 1);
  private readonly left = new Set<MediaTrack>();
  private readonly timer: NodeJS.Timeout;

  /**
   * @param tracks that of video first, whose times the others follow
   * @param send sends a packet by a channel
   * @param onLeft every track has said that it ends (RFC 3550, 6.6)
   */
  constructor(
    private readonly tracks: readonly MediaTrack[],
    private readonly send: (channel: number, packet: Buffer) => void,
    private readonly onLeft: () => void,
  ) {
    this.timer = setInterval(() => this.report(), REPORT_INTERVAL_MS);
    this.timer.unref();
  }

  /** Takes a packet of the server. */
  receive(track: MediaTrack, packet: Buffer, nowUs: number): void {
    for (const report of parseSenderRtcp(packet)) {
      if (report.kind === 'bye') {
        this.left.add(track);
        if (this.left.size === this.tracks.length) this.onLeft();
        continue;
      }
      // A report that came before any packet of its track, or of another stream, says nothing of the times.
      if (track.statistics?.ssrc !== report.ssrc) continue;
      track.statistics.noteSenderReport(report.middleBits, nowUs);
      track.clock.noteReport(report.ntpUs, report.rtpTimestamp);
      const [leading, ...others] = this.tracks;
      for (const other of others) if (leading !== undefined) other.clock.alignTo(leading.clock);
    }
  }

  /** Ends the reports. */
  close(): void {
    clearInterval(this.timer);
  }

  private report(): void {
    const nowUs = performance.now() * 1000;
    for (const { channel, statistics } of this.tracks) {
      if (statistics === undefined) continue;
      this.send(channel + 1, encodeReceiverReport(this.ssrc, 'webgear-rtc', [statistics.take(nowUs)]));
    }
  }
}
