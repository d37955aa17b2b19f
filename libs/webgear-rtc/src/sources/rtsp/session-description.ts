/** One `m=` section of a session description (RFC 8866, 5.14), as far as a receiver of RTP needs it. */
export interface MediaSection {
  /** `video`, `audio`, `application`, … */
  readonly media: string;
  /** Of the first format. */
  readonly payloadType: number;
  /** Name of the encoding in lower case; empty where neither the section nor the payload type states it. */
  readonly encoding: string;
  /** In hertz; 0 if unknown. */
  readonly clockRate: number;
  /** Of sound. Default: 1. */
  readonly channels: number;
  /** `a=fmtp` by names in lower case, with values as they are. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly control: string | undefined;
  /** Frames per second, where stated. */
  readonly framerate: number | undefined;
  /** Whether the server expects media rather than sends it, as for the loudspeaker of a camera (ONVIF Streaming, 5.3). */
  readonly isSendOnly: boolean;
}

/** A session description. */
export interface SessionDescription {
  readonly control: string | undefined;
  readonly sections: readonly MediaSection[];
}

/** No camera has more; the others are not read. */
const MAX_SECTIONS = 32;

/** Formats without `a=rtpmap` (RFC 3551, 6). */
const STATIC_TYPES: Readonly<Record<number, readonly [encoding: string, clockRate: number]>> = {
  0: ['pcmu', 8000],
  8: ['pcma', 8000],
};

/** Reads a session description; lines that mean nothing are skipped. */
export function parseSessionDescription(text: string): SessionDescription {
  const [session = [], ...sections] = split(text);
  return {
    control: attributeOf(session, 'control'),
    sections: sections.slice(0, MAX_SECTIONS).flatMap((lines) => readSection(lines) ?? []),
  };
}

function split(text: string): string[][] {
  const parts: string[][] = [[]];
  for (const raw of text.split(/[\r\n]+/)) {
    const line = raw.trim();
    if (line.startsWith('m=')) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts;
}

function readSection(lines: readonly string[]): MediaSection | undefined {
  const [first = ''] = lines;
  const { media, type } =
    /^m=(?<media>\w+)\s+\d+(?:\/\d+)?\s+RTP\/S?AVPF?\s+(?<type>\d{1,3})\b/i.exec(first)?.groups ?? {};
  if (media === undefined || type === undefined) return undefined;
  const payloadType = Number(type);
  const [encoding, clockRate] = STATIC_TYPES[payloadType] ?? ['', 0];
  const map = attributeOf(lines, 'rtpmap', type)
    ?.split('/')
    .map((part) => part.trim());
  const framerate = Number(attributeOf(lines, 'framerate') ?? attributeOf(lines, 'x-framerate') ?? 0);
  return {
    media: media.toLowerCase(),
    payloadType,
    encoding: map?.[0]?.toLowerCase() ?? encoding,
    clockRate: map === undefined ? clockRate : Number(map[1]) || 0,
    channels: Number(map?.[2]) || 1,
    parameters: parametersOf(attributeOf(lines, 'fmtp', type)),
    control: attributeOf(lines, 'control'),
    framerate: framerate > 0 && framerate <= 1000 ? framerate : undefined,
    isSendOnly: lines.includes('a=sendonly'),
  };
}

/** @param format the payload type that the value begins with */
function attributeOf(lines: readonly string[], name: string, format?: string): string | undefined {
  const start = `a=${name}:${format === undefined ? '' : `${format} `}`;
  return lines
    .find((line) => line.slice(0, start.length).toLowerCase() === start)
    ?.slice(start.length)
    .trim();
}

function parametersOf(text = ''): ReadonlyMap<string, string> {
  return new Map(
    text.split(';').map((pair) => {
      // Values in base64 have equals signs of their own.
      const equals = pair.indexOf('=');
      return equals < 0
        ? ([pair.trim().toLowerCase(), ''] as const)
        : ([pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim()] as const);
    }),
  );
}
