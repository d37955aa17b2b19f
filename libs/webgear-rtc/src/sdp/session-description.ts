import { parseCandidates, type OfferedCandidate } from '../transport/ice/offered-candidate.js';

/** `a=sendrecv` and its kin, from the side of its sender (RFC 8866, 6.7). */
export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** One payload type of a section: its `a=rtpmap` with the `a=fmtp` and `a=rtcp-fb` lines of the same number. */
export interface OfferedCodec {
  readonly payloadType: number;
  /** Encoding name, lower case. */
  readonly name: string;
  /** What `a=rtpmap` says behind the number, unchanged: name, clock rate, channels. */
  readonly rtpmap: string;
  /** What `a=fmtp` says behind the number. */
  readonly parameters?: string;
  /** Lower case, one blank between words: `nack pli`. */
  readonly rtcpFeedback: readonly string[];
}

/** One `a=extmap` line (RFC 8285, 8). */
export interface OfferedHeaderExtension {
  readonly id: number;
  readonly uri: string;
  readonly direction: MediaDirection;
}

/** `a=fingerprint`: algorithm in lower case, value in upper case with colons. */
export interface Fingerprint {
  readonly algorithm: string;
  readonly value: string;
}

/** What is said once for each transport, in a section or for the whole session. */
export interface TransportAttributes {
  readonly usernameFragment?: string;
  readonly password?: string;
  readonly fingerprints: readonly Fingerprint[];
  /** `a=setup`, lower case. */
  readonly setup?: string;
  readonly iceLite: boolean;
}

/** One `m=` line with what follows it. */
export interface MediaSection {
  /** Lower case: `audio`, `video`, `application`. */
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly mid?: string;
  readonly direction: MediaDirection;
  /** Port 0 refuses a section, except where this is set (RFC 9143, 6). */
  readonly bundleOnly: boolean;
  /** Whether it says `a=extmap-allow-mixed` itself (RFC 8285, 6). */
  readonly extmapAllowMixed: boolean;
  /** In the order of the `m=` line, which is the order of preference. */
  readonly codecs: readonly OfferedCodec[];
  readonly headerExtensions: readonly OfferedHeaderExtension[];
  readonly transport: TransportAttributes;
  readonly candidates: readonly OfferedCandidate[];
  /** The least of `b=AS` and `b=TIAS`, in bits per second. */
  readonly bandwidthBps?: number;
  /** Names of the simulcast layers that its sender offers to send, in its order (RFC 8853, 5.1); left out where there are none. */
  readonly layers?: readonly string[];
}

/** An SDP as far as an answer needs it. */
export interface SessionDescription {
  /** What holds for each section that does not say otherwise. */
  readonly transport: TransportAttributes;
  /** The mids of each `a=group:BUNDLE`. */
  readonly bundleGroups: readonly (readonly string[])[];
  /** Whether `a=extmap-allow-mixed` holds for the whole session. */
  readonly extmapAllowMixed: boolean;
  readonly media: readonly MediaSection[];
}

/**
 * Reads an SDP (RFC 8866) the way browsers do: what is unknown, or stands alone where it should refer to another line, is
 * passed over; only the lines that an answer is made of have to be well formed. The work is linear in the length.
 *
 * werift's own parser throws on `a=fmtp` without `a=rtpmap`, on `a=rtcp` without an address and more, and drops the
 * direction of the session; general ones turn an ICE user name of digits into a number.
 *
 * @returns `undefined` when an `m=` line is none
 */
export function parseSessionDescription(sdp: string): SessionDescription | undefined {
  const blocks: SdpBlock[] = [new SdpBlock('')];
  for (const line of sdp.split(/\r\n|\n|\r/)) {
    const text = line.trim();
    if (/^m=/i.test(text)) blocks.push(new SdpBlock(text.slice(2)));
    else if (/^a=/i.test(text)) blocks.at(-1)?.add(text.slice(2));
    else if (/^b=/i.test(text)) blocks.at(-1)?.limit(text.slice(2));
  }
  const [session = new SdpBlock(''), ...sections] = blocks;
  const media = sections.map((block) => readSection(block, session));
  if (media.some((section) => section === undefined)) return undefined;
  return {
    transport: readTransport(session),
    bundleGroups: session
      .all('group')
      .map((value) => value.split(/\s+/))
      .filter(([semantics]) => semantics?.toUpperCase() === 'BUNDLE')
      .map(([, ...mids]) => mids),
    extmapAllowMixed: session.has('extmap-allow-mixed'),
    media: media as MediaSection[],
  };
}

/** The attributes of one section, or of the session, by name. */
class SdpBlock {
  private readonly attributes = new Map<string, string[]>();
  /** The least of its `b=AS` and `b=TIAS` lines (RFC 8866, 5.8; RFC 3890, 6.2). */
  bandwidthBps: number | undefined;

  /** @param head what follows `m=` */
  constructor(readonly head: string) {}

  add(attribute: string): void {
    const [, name = '', value = ''] = /^([^:\s]+)\s*:?\s*(.*)$/.exec(attribute) ?? [];
    const key = name.toLowerCase();
    const values = this.attributes.get(key);
    if (values === undefined) this.attributes.set(key, [value]);
    else values.push(value);
  }

  /** @param bandwidth what follows `b=` */
  limit(bandwidth: string): void {
    const [, unit = '', value] = /^(AS|TIAS):(\d{1,12})$/i.exec(bandwidth) ?? [];
    const bps = Number(value ?? 0) * (unit.toUpperCase() === 'AS' ? 1000 : 1);
    // Without any media there is nothing to watch: a limit of 0 is one that is not meant.
    if (bps > 0) this.bandwidthBps = Math.min(this.bandwidthBps ?? bps, bps);
  }

  has(name: string): boolean {
    return this.attributes.has(name);
  }

  all(name: string): readonly string[] {
    return this.attributes.get(name) ?? [];
  }

  /** The value of an attribute that is there once; an empty one counts as missing. */
  one(name: string): string | undefined {
    return this.attributes.get(name)?.[0] || undefined;
  }
}

/** Whether a viewer wants to receive in a section, and has not refused it. */
export function wantsMedia(section: MediaSection): boolean {
  return !isRejected(section) && (section.direction === 'recvonly' || section.direction === 'sendrecv');
}

/** Whether a section is refused: by port 0, where that does not mean that it has none of its own (RFC 9143, 6). */
export function isRejected({ port, bundleOnly }: MediaSection): boolean {
  return port === 0 && !bundleOnly;
}

/** Payload types of sound that an offer may name by number alone (RFC 3551, 6). */
const staticAudio = new Map([
  ['0', 'PCMU/8000'],
  ['8', 'PCMA/8000'],
]);

const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

function readSection(block: SdpBlock, session: SdpBlock): MediaSection | undefined {
  const [, kind, port, protocol, formats] =
    /^(\S+)\s+(\d+)(?:\/\d+)?\s+(\S+)\s+(\S.*)$/.exec(block.head) ?? [];
  if (kind === undefined || protocol === undefined || formats === undefined) return undefined;
  const mid = block.one('mid');
  const formatList = formats.split(/\s+/);
  return {
    kind: kind.toLowerCase(),
    port: Number(port),
    protocol,
    formats: formatList,
    ...(mid !== undefined && { mid }),
    direction: directionOf(block) ?? directionOf(session) ?? 'sendrecv',
    bundleOnly: block.has('bundle-only'),
    extmapAllowMixed: block.has('extmap-allow-mixed'),
    codecs: readCodecs(block, formatList, kind.toLowerCase() === 'audio' ? staticAudio : undefined),
    headerExtensions: [...session.all('extmap'), ...block.all('extmap')].flatMap(readHeaderExtension),
    transport: readTransport(block),
    candidates: parseCandidates(block.all('candidate')),
    ...(block.bandwidthBps !== undefined && { bandwidthBps: block.bandwidthBps }),
    ...readLayers(block),
  };
}

/** `a=simulcast:send 1;~2,3`: layers, alternatives of one, and those that begin paused. */
function readLayers(block: SdpBlock): Pick<MediaSection, 'layers'> {
  const list = /(?:^|\s)send\s+(\S+)/.exec(block.one('simulcast') ?? '')?.[1];
  if (list === undefined) return {};
  return { layers: list.split(/[;,]/).map((name) => name.replace(/^~/, '')) };
}

function directionOf(block: SdpBlock): MediaDirection | undefined {
  return directions.find((direction) => block.has(direction));
}

function readCodecs(
  block: SdpBlock,
  formats: readonly string[],
  fixed: ReadonlyMap<string, string> | undefined,
): OfferedCodec[] {
  const rtpmaps = byFormat(block.all('rtpmap'));
  const parameters = byFormat(block.all('fmtp'));
  const feedback = byFormat(block.all('rtcp-fb'));
  const forAll = feedback.get('*') ?? [];
  return formats.flatMap((format) => {
    const rtpmap = rtpmaps.get(format)?.[0] ?? fixed?.get(format);
    const payloadType = Number(format);
    if (rtpmap === undefined || !Number.isInteger(payloadType) || payloadType > 127) return [];
    const fmtp = parameters.get(format)?.join(';');
    return {
      payloadType,
      name: (rtpmap.split('/')[0] ?? '').toLowerCase(),
      rtpmap,
      ...(fmtp !== undefined && { parameters: fmtp }),
      rtcpFeedback: [...forAll, ...(feedback.get(format) ?? [])].map((value) => value.toLowerCase()),
    };
  });
}

/** Lines of the form `<format> <value>`, by their format. */
function byFormat(lines: readonly string[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const line of lines) {
    const [format = '', ...words] = line.split(/\s+/);
    const value = words.join(' ');
    const known = values.get(format);
    if (known === undefined) values.set(format, [value]);
    else known.push(value);
  }
  return values;
}

function readHeaderExtension(value: string): OfferedHeaderExtension[] {
  const [, id, direction, uri] = /^(\d+)(?:\/(\w+))?\s+(\S+)/.exec(value) ?? [];
  if (id === undefined || uri === undefined) return [];
  const known = directions.find((word) => word === direction?.toLowerCase());
  return [{ id: Number(id), uri, direction: known ?? 'sendrecv' }];
}

function readTransport(block: SdpBlock): TransportAttributes {
  const usernameFragment = block.one('ice-ufrag');
  const password = block.one('ice-pwd');
  const setup = block.one('setup')?.toLowerCase();
  return {
    ...(usernameFragment !== undefined && { usernameFragment }),
    ...(password !== undefined && { password }),
    ...(setup !== undefined && { setup }),
    fingerprints: block.all('fingerprint').flatMap((line) => {
      const [algorithm = '', value = ''] = line.split(/\s+/);
      return value === '' ? [] : { algorithm: algorithm.toLowerCase(), value: value.toUpperCase() };
    }),
    iceLite: block.has('ice-lite'),
  };
}
