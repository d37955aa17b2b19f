import type { FirewallRule } from '../playback/playback.interface.js';

/** Maximum of hosts named, so that the text fits the video. */
const MOST_HOSTS = 2;

/**
 * What a firewall must allow for the media of an answer; `undefined` if that is unknown.
 *
 * @param sdp of the answer
 */
export function firewallRule(sdp: string): FirewallRule | undefined {
  const candidates = [...sdp.matchAll(/^a=candidate:\S+ 1 (udp|tcp) \d+ (\S+) (\d+) /gim)].map(
    ([, protocol = '', host = '', port = '']) => ({ protocol: protocol.toUpperCase(), host, port }),
  );
  if (candidates.length === 0) return undefined;
  return {
    protocols: distinct(candidates.map(({ protocol }) => protocol))
      .toSorted()
      .toReversed(),
    ports: distinct(candidates.map(({ port }) => port)),
    hosts: distinct(candidates.map(({ host }) => host)).slice(0, MOST_HOSTS),
  };
}

/** Whether an answer has relay candidates only, which a viewer reaches with the servers of `ice-servers` alone. */
export function isRelayedOnly(sdp: string): boolean {
  const types = [...sdp.matchAll(/^a=candidate:.* typ (\w+)/gm)].map(([, type]) => type);
  return types.length > 0 && types.every((type) => type === 'relay');
}

/**
 * Whether an answer promises sound: a section that is neither rejected nor inactive.
 *
 * @param sdp of the answer
 */
export function answersAudio(sdp: string): boolean {
  return sdp
    .split(/^m=/m)
    .some((section) => /^audio [1-9]/.test(section) && /^a=send(only|recv)/m.test(section));
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)];
}
