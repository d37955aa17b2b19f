import { formatParameters } from '../format-parameters.js';

/** What a viewer's `a=fmtp` says of an H.264 payload type (RFC 6184, 8.1). */
export interface H264Format {
  /** The first four hex digits of profile-level-id: profile and constraint flags. */
  readonly profile: string;
  readonly packetizationMode: number;
}

/** `profile_idc` in hex, and of which others its decoders decode the streams (H.264, A.2). */
const decodable: Readonly<Record<string, readonly string[]>> = {
  '42': ['42'],
  '4d': ['42', '4d'],
  '64': ['42', '4d', '64'],
  // High 4:4:4 Predictive.
  f4: ['42', '4d', '64', 'f4'],
};

/** Every `profile_idc` that is told apart, in hex. */
export const h264ProfileIdcs: readonly string[] = Object.keys(decodable);

/**
 * Whether a viewer that offered one profile decodes another; both as the first four hex digits of a profile-level-id.
 *
 * Cameras call themselves Baseline and use nothing but what Constrained Baseline has, so the two count as one.
 */
export function decodesProfile(offered: string, stream: string): boolean {
  return decodable[offered.slice(0, 2)]?.includes(stream.slice(0, 2)) === true;
}

// Parts of the hex form of profile_idc and the constraint flags, best match for a constrained baseline stream first.
// Every baseline and main decoder can decode constrained baseline (H.264, A.2.1.1).
// The last decode it too, but are no match for what the stream says of itself, at which some players show nothing.
const decodableProfiles = [/^42[c-f]/, /^42/, /^4d/];
const lastResorts = [/^64/, /^f4/];

/** Reads format parameters; what is missing has the default of the RFC. */
export function parseH264Format(parameters: string | undefined): H264Format {
  const values = formatParameters(parameters);
  return {
    profile: (values.get('profile-level-id') ?? '42000a').slice(0, 4),
    packetizationMode: Number(values.get('packetization-mode') ?? 0),
  };
}

/** How well a format suits our stream: 0 is best, `undefined` means that it cannot be used. */
export function h264Preference(format: H264Format): number | undefined {
  return format.packetizationMode === 1 ? preferenceIn(decodableProfiles, format) : undefined;
}

/**
 * How well a format suits where a viewer has nothing better, not even VP8.
 *
 * High profile decodes our stream, and packetization-mode 0, which is also what a missing `a=fmtp` means (RFC 6184, 8.1),
 * allows no fragments; but a viewer that offers nothing else gets video like this or none, and the depacketizers of
 * libwebrtc, GStreamer, FFmpeg and Pion take fragments in either mode.
 */
export function h264LastResort(format: H264Format): number | undefined {
  if (format.packetizationMode > 1) return undefined;
  const preference = preferenceIn([...decodableProfiles, ...lastResorts], format);
  return preference === undefined ? undefined : preference + (format.packetizationMode === 1 ? 0 : 100);
}

function preferenceIn(profiles: readonly RegExp[], { profile }: H264Format): number | undefined {
  const preference = profiles.findIndex((pattern) => pattern.test(profile));
  return preference < 0 ? undefined : preference;
}
