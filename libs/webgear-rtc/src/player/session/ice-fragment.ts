/** The media type of a fragment (RFC 8840 §9). */
export const FRAGMENT_TYPE = 'application/trickle-ice-sdpfrag';

/**
 * The ICE credentials of an offer as a fragment, which asks the server for an ICE restart. With BUNDLE the first section speaks
 * for all.
 *
 * @param sdp of the offer
 */
export function iceFragmentOf(sdp: string): string {
  return (sdp.match(/^a=ice-(?:ufrag|pwd):.*\r\n/gm) ?? []).slice(0, 2).join('');
}

/**
 * An answer with the server's ICE half of a fragment in place of its own. Everything else stays, fingerprint included: that
 * keeps the DTLS association and the SRTP keys (RFC 8842 §5.4).
 *
 * @param sdp of the answer
 */
export function withIceOf(fragment: string, sdp: string): string {
  const lines = fragment.match(/^a=(?:ice-ufrag|ice-pwd|candidate):.*$/gm) ?? [];
  const ice = lines.map((line) => `${line.trim()}\r\n`).join('');
  return sdp
    .replaceAll(/^a=(?:candidate|ice-pwd):.*\r\n/gm, '')
    .replaceAll(/^a=ice-ufrag:.*\r\n/gm, () => ice);
}
