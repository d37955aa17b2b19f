import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

/** What a trickle fragment says (RFC 8840, 9). */
export interface TrickleFragment {
  /** ICE user name that the candidates belong to; `undefined` where it names none. */
  readonly usernameFragment: string | undefined;
  /** What follows `a=candidate:`. */
  readonly candidates: readonly string[];
}

/** A browser has a few networks, and for each an address, its router's and a relay's. */
const mostCandidates = 64;

/**
 * Reads a trickle fragment.
 *
 * @throws WebGearRtcError `WGR_CANDIDATES_INVALID` when it is none
 */
export function parseTrickleFragment(text: string): TrickleFragment {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const valuesOf = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`a=${name}:`)).map((line) => line.slice(name.length + 3));
  const candidates = valuesOf('candidate');
  const [usernameFragment] = valuesOf('ice-ufrag');
  const isEnd = lines.includes('a=end-of-candidates');
  if (usernameFragment === undefined && candidates.length === 0 && !isEnd) {
    throw new WebGearRtcError('WGR_CANDIDATES_INVALID', {
      reason: 'it names neither ice-ufrag nor candidates',
    });
  }
  if (candidates.length > mostCandidates) {
    throw new WebGearRtcError('WGR_CANDIDATES_INVALID', {
      reason: `it has more than ${mostCandidates} candidates`,
    });
  }
  return { usernameFragment, candidates };
}

/** The ICE user name in an SDP, where it has one. */
export function usernameFragmentOf(sdp: string): string | undefined {
  return /^a=ice-ufrag:\s*(\S+)/m.exec(sdp)?.[1];
}
