/** The same offer as another client would write it. */
export type OfferVariant = (offerSdp: string) => string;

/** An attribute that stands in each section, once for the whole session instead. */
function liftToSession(sdp: string, names: readonly string[]): string {
  const pattern = new RegExp(`^a=(?:${names.join('|')}):.*\\r\\n`, 'gm');
  const lifted = new Map((sdp.match(pattern) ?? []).map((line) => [line.split(':')[0], line]));
  return sdp.replaceAll(pattern, '').replace(/^(t=.*\r\n)/m, `$1${[...lifted.values()].join('')}`);
}

/** Ways to say the same that the standards allow and that clients use. */
export const offerVariants: Readonly<Record<string, OfferVariant>> = {
  'as it is': (sdp) => sdp,
  'with LF alone at the ends of lines': (sdp) => sdp.replaceAll('\r\n', '\n'),
  'with CR alone at the ends of lines': (sdp) => sdp.replaceAll('\r\n', '\r'),
  'with ICE, fingerprint and role for the whole session': (sdp) =>
    liftToSession(sdp, ['ice-ufrag', 'ice-pwd', 'fingerprint', 'setup', 'ice-options']),
  'with extmap-allow-mixed in each section': (sdp) =>
    sdp.replace('a=extmap-allow-mixed\r\n', '').replaceAll(/^(a=mid:.*\r\n)/gm, '$1a=extmap-allow-mixed\r\n'),
  'without extmap-allow-mixed': (sdp) => sdp.replaceAll('a=extmap-allow-mixed\r\n', ''),
  'with feedback for all formats': (sdp) =>
    sdp
      .replaceAll(/^a=rtcp-fb:.*\r\n/gm, '')
      .replaceAll(/^(m=video [^]*?)(?=^a=rtpmap)/gm, '$1a=rtcp-fb:* nack\r\na=rtcp-fb:* nack pli\r\n'),
  'with sections that have no port of their own': (sdp) =>
    sdp
      .split(/^(?=m=)/m)
      .map((section, at) =>
        at > 1
          ? section
              .replace(/^(m=\S+) \d+/, '$1 0')
              .replaceAll(/^a=(?:ice-ufrag|ice-pwd|fingerprint|setup|candidate)\b.*\r\n/gm, '')
              .replace(/^(a=mid:.*\r\n)/m, '$1a=bundle-only\r\n')
          : section,
      )
      .join(''),
  'with ids of header extensions above 14': (sdp) =>
    sdp.replaceAll(/^a=extmap:(\d+)/gm, (_all, id: string) => `a=extmap:${Number(id) + 14}`),
  'with other ids of header extensions in each section': (sdp) =>
    sdp
      .split(/^(?=m=)/m)
      .map((section, at) =>
        section.replaceAll(
          /^a=extmap:(\d+)/gm,
          (_all, id: string) => `a=extmap:${1 + ((Number(id) + 3 * at) % 14)}`,
        ),
      )
      .join(''),
  'with one id for two header extensions': (sdp) =>
    sdp.replaceAll(
      /^a=extmap:(\d+) urn:ietf:params:rtp-hdrext:sdes:mid\r\n/gm,
      '$&a=extmap:$1 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay\r\n',
    ),
  'with four sections for video': (sdp) => {
    const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
    const video = sections.find((section) => section.startsWith('m=video')) ?? '';
    const more = [1, 2, 3].map((at) => ({
      mid: `more${at}`,
      section: video
        .replace(/^a=mid:.*\r\n/m, `a=mid:more${at}\r\n`)
        .replaceAll(/^a=(?:candidate|end-of-candidates)\b.*\r\n/gm, ''),
    }));
    const grouped = session.replace(
      /^(a=group:BUNDLE .*)\r\n/m,
      `$1 ${more.map(({ mid }) => mid).join(' ')}\r\n`,
    );
    return grouped + sections.join('') + more.map(({ section }) => section).join('');
  },
  'with a data channel in front': (sdp) => {
    const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
    const data = sections[0]
      ?.replace(/^m=.*\r\n/, 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n')
      .replace(/^a=mid:.*\r\n/m, 'a=mid:first\r\na=sctp-port:5000\r\n')
      .replaceAll(
        /^(?:b|a=(?:rtpmap|fmtp|rtcp|rtcp-fb|rtcp-mux|rtcp-rsize|extmap|recvonly|ssrc|ssrc-group|msid|candidate|rtcp-mux-only))\b.*\r\n/gm,
        '',
      );
    return session.replace(/^(a=group:BUNDLE)/m, '$1 first') + data + sections.join('');
  },
  'with a section in front that nobody knows': (sdp) => {
    const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
    const [, transport = ''] = /^(a=ice-ufrag[^]*?a=ice-pwd:.*\r\n)/m.exec(sections[0] ?? '') ?? [];
    const unknown = `m=text 9 UDP/TLS/RTP/SAVPF 98\r\nc=IN IP4 0.0.0.0\r\n${transport}a=mid:first\r\na=rtpmap:98 t140/1000\r\n`;
    return session.replace(/^(a=group:BUNDLE)/m, '$1 first') + unknown + sections.join('');
  },
  'with several fingerprints, of which we know some': (sdp) =>
    sdp.replaceAll(
      /^a=fingerprint:.*\r\n/gm,
      (line) =>
        `a=fingerprint:sha3-512 AB:CD\r\na=fingerprint:md5 00\r\n${line}a=fingerprint:sha-1 00:11\r\n`,
    ),
};
