import type { MediaTrack } from './media-track.js';
import { ReportChannel } from './report-channel.js';

/** Packet types of RTCP, which no payload type collides with (RFC 5761, 4). */
const FIRST_RTCP_TYPE = 192;
const LAST_RTCP_TYPE = 223;

/** The tracks of a session, and what belongs to which of them. */
export class InterleavedTracks {
  private readonly reports: ReportChannel;
  private newestUs = performance.now() * 1000;

  /**
   * @param tracks that of video first
   * @param send sends a packet by a channel
   * @param onLeft the server has said that every track ends
   */
  constructor(
    private readonly tracks: readonly MediaTrack[],
    send: (channel: number, packet: Buffer) => void,
    onLeft: () => void,
  ) {
    this.reports = new ReportChannel(tracks, send, onLeft);
  }

  /** Since the newest packet, in milliseconds. */
  get silentMs(): number {
    return performance.now() - this.newestUs / 1000;
  }

  /** Whether packets of the first track have come. */
  get hasVideo(): boolean {
    return this.tracks[0]?.statistics !== undefined;
  }

  /** Whether packets of a channel are expected. */
  knows(channel: number): boolean {
    return this.tracks.some((track) => track.channel === channel || track.channel + 1 === channel);
  }

  /** Takes a packet. Some servers number their channels otherwise than they say; what is in it tells as well. */
  receive(channel: number, packet: Buffer): void {
    const nowUs = performance.now() * 1000;
    this.newestUs = nowUs;
    const type = packet[1] ?? 0;
    if (type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE) {
      const track = this.tracks.find((each) => each.channel + 1 === channel) ?? this.byStream(packet);
      if (track !== undefined) this.reports.receive(track, packet, nowUs);
      return;
    }
    const payloadType = type & 0x7f;
    const track =
      this.tracks.find((each) => each.channel === channel && each.payloadType === payloadType) ??
      this.tracks.find((each) => each.payloadType === payloadType);
    track?.receive(packet, nowUs);
  }

  /** The memory of packets is about to be written to. */
  retain(): void {
    for (const track of this.tracks) track.retain();
  }

  /** Ends the reports. */
  close(): void {
    this.reports.close();
  }

  private byStream(packet: Buffer): MediaTrack | undefined {
    if (packet.length < 8) return undefined;
    const ssrc = packet.readUInt32BE(4);
    return this.tracks.find(({ statistics }) => statistics?.ssrc === ssrc);
  }
}
