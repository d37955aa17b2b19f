import type { AudioCodec } from './audio-frame.js';
import type { VideoCodec } from './encoded-frame.js';

/**
 * A codec of any track.
 *
 * @publicApi
 */
export type MediaCodec = VideoCodec | AudioCodec;

/** Which encoding of the video. */
export interface VideoRenditionKey {
  readonly track: 'video';
  readonly codec: VideoCodec;
  /** Its place in the quality ladder; {@link sourceRung} is the source's own encoding. */
  readonly rung: string;
}

/** Which encoding of the sound. */
export interface AudioRenditionKey {
  readonly track: 'audio';
  readonly codec: AudioCodec;
  /** {@link fullRung} for an encode, {@link sourceRung} for the source's own packets. */
  readonly rung: string;
}

/** Which encoding of which track. A key is serialisable; {@link renditionKeyId} compares. */
export type RenditionKey = VideoRenditionKey | AudioRenditionKey;

/** Passthrough: encoded frames of the source, sent unchanged. */
export const sourceRung = 'source';

/** One encode at full quality. */
export const fullRung = 'full';

/** The rungs below {@link fullRung} of a ladder that was not listed by the user, best first. */
export const lowerRungs = ['half', 'quarter'] as const;

/** The same string for equal keys, and another for any other key. */
export function renditionKeyId({ track, codec, rung }: RenditionKey): string {
  return `${track}/${codec}/${rung}`;
}

/** The encode of the video at full quality. */
export function fullVideo(codec: VideoCodec): VideoRenditionKey {
  return { track: 'video', codec, rung: fullRung };
}

/** One encode of the video, of any rung. */
export function videoRung(codec: VideoCodec, rung: string): VideoRenditionKey {
  return { track: 'video', codec, rung };
}

/** The source's own H.264. */
export const sourceVideo: VideoRenditionKey = { track: 'video', codec: 'h264', rung: sourceRung };

/** The source's own frames, where they are of this codec. */
export function sourceVideoOf(codec: VideoCodec): VideoRenditionKey {
  return { ...sourceVideo, codec };
}

/** The sound: encoded as Opus, or the source's own packets where they are sent as they are. */
export function audioRendition(codec: AudioCodec, rung: string = fullRung): AudioRenditionKey {
  return { track: 'audio', codec, rung };
}

/** Whether sound is ever sent so: encoded as Opus, or as the source's own G.711. */
export function isAudioRendition({ codec, rung }: AudioRenditionKey): boolean {
  return codec === 'opus' ? rung === fullRung : (codec === 'pcmu' || codec === 'pcma') && rung === sourceRung;
}

/**
 * What one elementary stream of a source carries.
 *
 * @publicApi
 */
export type TrackKind = 'video' | 'audio';

/** One elementary stream of a source. Its renditions share one RTP clock. */
export interface Track {
  readonly kind: TrackKind;
  /** Ticks of its RTP clock per second: 90,000 for video (RFC 6184, 8.2.1; RFC 7741, 6.1), 48,000 for Opus (RFC 7587, 4.1). */
  readonly clockRateHz: number;
}

/** The video of a source. */
export const videoTrack: Track = { kind: 'video', clockRateHz: 90_000 };

/** The sound of a source, sent as Opus. */
export const audioTrack: Track = { kind: 'audio', clockRateHz: 48_000 };
