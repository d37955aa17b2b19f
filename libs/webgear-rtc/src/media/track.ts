/** What one elementary stream of a source carries. */
export type TrackKind = 'video' | 'audio';

/** One elementary stream of a source. Its renditions share one RTP clock. */
export interface Track {
  readonly kind: TrackKind;
  /** Ticks of its RTP clock per second: 90,000 for video (RFC 6184, 8.2.1; RFC 7741, 6.1), 48,000 for Opus (RFC 7587, 4.1). */
  readonly clockRateHz: number;
}

/** The video of a source. */
export const videoTrack: Track = { kind: 'video', clockRateHz: 90_000 };
