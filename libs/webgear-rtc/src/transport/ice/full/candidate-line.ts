import type { LocalCandidate } from '../host-candidates.js';

// What others see of us comes before what only passes us on (RFC 8445, 5.1.2.2).
const typePreferences = { srflx: 100, relay: 0 } as const;

/**
 * A candidate that is not an address of this machine.
 *
 * @param place how many of its kind come before it
 */
export function indirectCandidate(
  type: keyof typeof typePreferences,
  [address, port]: readonly [string, number],
  place = 0,
): LocalCandidate {
  const priority = typePreferences[type] * 2 ** 24 + (65_535 - place) * 2 ** 8 + 255;
  // Where it leads to is nobody's business: it may be an address that the operator does not announce (RFC 8828, 5.2).
  const related = 'raddr 0.0.0.0 rport 0';
  return {
    address,
    port,
    sdp: `${type}${place} 1 udp ${priority} ${address} ${port} typ ${type} ${related}`,
  };
}
