/** One section of an offer to write. */
export interface OfferSection {
  readonly kind: 'audio' | 'video' | 'application';
  /** `recvonly` where left out. */
  readonly direction?: string;
  /** Payload type, `a=rtpmap` and `a=fmtp` with blanks between; the last two may be left out. */
  readonly codecs?: readonly string[];
  /** Refused by port 0. */
  readonly rejected?: boolean;
  /** `null` for none; its place where left out. */
  readonly mid?: string | null;
}

/** An offer to write. */
export interface WrittenOffer {
  readonly sections: readonly OfferSection[];
  /** Which sections have a transport of their own (RFC 9429, 4.1.1); each where left out. */
  readonly policy?: 'max-compat' | 'balanced' | 'max-bundle';
  /** The mids of the group, or `null` for no group; all where left out. */
  readonly bundle?: readonly string[] | null;
}

/** An offer as browsers write it, as far as an answer depends on it. */
export function writeOffer({ sections, policy = 'max-compat', bundle }: WrittenOffer): string {
  const mids = sections.map(({ mid }, at) => (mid === null ? undefined : (mid ?? String(at))));
  const group = bundle === undefined ? mids : bundle;
  const hasPort = (at: number): boolean => {
    const isFirstOfKind = sections.findIndex(({ kind }) => kind === sections[at]?.kind) === at;
    return at === 0 || policy === 'max-compat' || (policy === 'balanced' && isFirstOfKind);
  };
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0'];
  if (group !== null) lines.push(`a=group:BUNDLE ${group.join(' ')}`);
  for (const [at, section] of sections.entries()) lines.push(...writeSection(section, mids[at], hasPort(at)));
  return `${lines.join('\r\n')}\r\n`;
}

function writeSection(
  { kind, direction = 'recvonly', codecs = [], rejected = false }: OfferSection,
  mid: string | undefined,
  hasPort: boolean,
): string[] {
  const isData = kind === 'application';
  const formats = isData ? 'webrtc-datachannel' : codecs.map((codec) => codec.split(' ')[0]).join(' ');
  return [
    `m=${kind} ${rejected || !hasPort ? 0 : 9} ${isData ? 'UDP/DTLS/SCTP' : 'UDP/TLS/RTP/SAVPF'} ${formats}`,
    'c=IN IP4 0.0.0.0',
    `a=${direction}`,
    'a=rtcp-mux',
    'a=ice-ufrag:user',
    'a=ice-pwd:a password of theirs',
    'a=fingerprint:sha-256 AB:CD',
    'a=setup:actpass',
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    ...(rejected || hasPort ? [] : ['a=bundle-only']),
    ...codecs.flatMap((codec) => {
      const [payloadType = '', rtpmap, parameters] = codec.split(' ');
      return [
        ...(rtpmap === undefined ? [] : [`a=rtpmap:${payloadType} ${rtpmap}`]),
        ...(parameters === undefined ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
      ];
    }),
  ];
}

/** One section of an SDP, as far as the rules below look at it. */
export interface ReadSection {
  readonly kind: string;
  readonly rejected: boolean;
  readonly port: string;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly direction: string;
  readonly mid: string | undefined;
  readonly hasCandidates: boolean;
  readonly text: string;
}

/** The sections of an SDP, by other code than that of the product. */
export function readSections(sdp: string): ReadSection[] {
  return sdp
    .split(/^(?=m=)/m)
    .slice(1)
    .map((text) => {
      const [, kind = '', port = '', protocol = '', formats = ''] =
        /^m=(\S+) (\d+) (\S+) (.*?)\r?$/m.exec(text) ?? [];
      return {
        kind,
        port,
        protocol,
        text,
        formats: formats.split(' '),
        rejected: port === '0' && !text.includes('a=bundle-only'),
        direction: /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m.exec(text)?.[1] ?? 'sendrecv',
        mid: /^a=mid:(.*?)\r?$/m.exec(text)?.[1],
        hasCandidates: text.includes('a=candidate:'),
      };
    });
}

/** What an answer breaks of RFC 3264 (6), RFC 9143 (7.3) and RFC 9429 (5.3), whatever it accepts; empty where nothing. */
export function brokenRules(offerSdp: string, answerSdp: string): string[] {
  const [offered, answered] = [readSections(offerSdp), readSections(answerSdp)];
  const accepted = answered.filter(({ rejected }) => !rejected);
  const frame = ({ kind, protocol, mid }: ReadSection): string => [kind, protocol, mid].join();
  const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
    one.length === other.length && one.every((each, at) => each === other[at]);
  const rules: [string, boolean][] = [
    ['the sections are those of the offer', isSame(offered.map(frame), answered.map(frame))],
    ['refused sections stay refused', offered.every((each, at) => !each.rejected || answered[at]?.rejected)],
    ['there is one transport', new Set(accepted.map(({ port }) => port)).size === 1],
    ['the candidates stand in one section', answered.filter((each) => each.hasCandidates).length === 1],
    ...groupRules(offerSdp, answerSdp, offered, accepted),
    ...answered
      .filter(({ rejected, kind }) => !rejected && kind !== 'application')
      .flatMap((section): [string, boolean][] => {
        const asked = offered[answered.indexOf(section)];
        const receives = asked?.direction === 'sendrecv' || asked?.direction === 'recvonly';
        return [
          [
            'the direction suits',
            section.direction === 'inactive' || (receives && section.direction === 'sendonly'),
          ],
          ['the formats are offered', section.formats.every((format) => asked?.formats.includes(format))],
        ];
      }),
  ];
  return rules.flatMap(([rule, isKept]) => (isKept ? [] : [rule]));
}

function groupRules(
  offerSdp: string,
  answerSdp: string,
  offered: readonly ReadSection[],
  accepted: readonly ReadSection[],
): [string, boolean][] {
  const groupOf = (sdp: string): string[] | undefined =>
    /^a=group:BUNDLE (.*?)\r?$/m.exec(sdp)?.[1]?.split(' ');
  const [asked, given] = [groupOf(offerSdp), groupOf(answerSdp)];
  if (asked === undefined || given === undefined) {
    return [
      ['a group is answered only where there is one', given === undefined],
      ['without a group one section is accepted', accepted.length === 1],
    ];
  }
  const refused = new Set(offered.filter(({ rejected }) => rejected).map(({ mid }) => mid));
  return [
    [
      'the group has what is accepted, and nothing else',
      given.toSorted().join() ===
        accepted
          .map(({ mid }) => mid)
          .toSorted()
          .join(),
    ],
    [
      'the group is in the order of the offer',
      given.join() === asked.filter((mid) => given.includes(mid)).join(),
    ],
    [
      'the tagged section of the offer is that of the answer',
      given[0] === asked.find((mid) => !refused.has(mid)),
    ],
    [
      'the tagged section has the candidates',
      accepted.find(({ mid }) => mid === given[0])?.hasCandidates === true,
    ],
  ];
}
