/** What a viewer's `a=fmtp` says of an H.264 payload type (RFC 6184, 8.1). */
export interface H264Format {
  /** The first four hex digits of profile-level-id: profile and constraint flags. */
  readonly profile: string;
  readonly packetizationMode: number;
}

// Parts of the hex form of profile_idc and the constraint flags, best match for a constrained baseline stream first.
// Every baseline and main decoder can decode constrained baseline (H.264, A.2.1.1).
const decodableProfiles = [/^42[c-f]/, /^42/, /^4d/];

/** Reads format parameters; what is missing has the default of the RFC. */
export function parseH264Format(parameters: string | undefined): H264Format {
  const values = new Map(
    (parameters ?? '').split(';').map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return [key.trim().toLowerCase(), value.trim().toLowerCase()] as const;
    }),
  );
  return {
    profile: (values.get('profile-level-id') ?? '42000a').slice(0, 4),
    packetizationMode: Number(values.get('packetization-mode') ?? 0),
  };
}

/** How well a format suits our stream: 0 is best, `undefined` means that it cannot be used. */
export function h264Preference(format: H264Format): number | undefined {
  if (format.packetizationMode !== 1) return undefined;
  const preference = decodableProfiles.findIndex((profile) => profile.test(format.profile));
  return preference < 0 ? undefined : preference;
}
