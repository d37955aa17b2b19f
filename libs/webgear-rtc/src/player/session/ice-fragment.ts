/** The media type of a fragment (RFC 8840 §9). */
export const FRAGMENT_TYPE = 'application/trickle-ice-sdpfrag';

/**
 * The ICE half of a description as a fragment, which asks the server for an ICE restart. With BUNDLE the first section
 * speaks for all.
 *
 * @param sdp of the local description
 */
export function iceFragmentOf(sdp: string): string {
  const [, first = ''] = sdp.split(/^(?=m=)/m);
  return (first.match(/^(?:m=|a=(?:mid|ice-ufrag|ice-pwd|candidate):).*\r\n/gm) ?? []).join('');
}

/**
 * An answer with the server's ICE half of a fragment in place of its own. Everything else stays, fingerprint included: that
 * keeps the DTLS association and the SRTP keys (RFC 8842 §5.4).
 *
 * @param sdp of the answer
 */
export function withIceOf(fragment: string, sdp: string): string {
  const linesOf = (names: string): string =>
    (fragment.match(new RegExp(`^a=(?:${names}):.*$`, 'gm')) ?? [])
      .map((line) => `${line.trim()}\r\n`)
      .join('');
  let candidates = linesOf('candidate');
  return sdp.replaceAll(/^a=(?:candidate|ice-pwd):.*\r\n/gm, '').replaceAll(/^a=ice-ufrag:.*\r\n/gm, () => {
    const lines = candidates + linesOf('ice-ufrag|ice-pwd');
    candidates = '';
    return lines;
  });
}
