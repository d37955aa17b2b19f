import type { IceAnswer } from '../../peers/peer-manager.interface.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

/** What a trickle fragment says (RFC 8840, 9). */
export interface TrickleFragment {
  /** ICE user name that the candidates belong to; `undefined` where it names none. */
  readonly usernameFragment: string | undefined;
  readonly password: string | undefined;
  /** What the candidates are of, which an answer repeats: the `m=` line of the first section, and its `a=mid`. */
  readonly section: readonly string[];
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
  const [password] = valuesOf('ice-pwd');
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
  const media = lines.find((line) => line.startsWith('m=')) ?? 'm=video 9 UDP/TLS/RTP/SAVPF 0';
  const section = [
    media,
    ...valuesOf('mid')
      .slice(0, 1)
      .map((mid) => `a=mid:${mid}`),
  ];
  return { usernameFragment, password, section, candidates };
}

/** Our half of an ICE session as a fragment (RFC 8840, 9). */
export function encodeTrickleFragment(answer: IceAnswer, section: readonly string[]): string {
  const lines = [
    ...(answer.isLite ? ['a=ice-lite'] : []),
    `a=ice-ufrag:${answer.usernameFragment}`,
    `a=ice-pwd:${answer.password}`,
    ...section,
    ...answer.candidates.map((candidate) => `a=candidate:${candidate}`),
    'a=end-of-candidates',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** The ICE user name in an SDP, where it has one. */
export function usernameFragmentOf(sdp: string): string | undefined {
  return /^a=ice-ufrag:\s*(\S+)/m.exec(sdp)?.[1];
}
