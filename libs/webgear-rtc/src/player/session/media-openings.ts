/** At most this many: a server with many addresses would fill the picture with them. */
const MOST_HOSTS = 2;

/**
 * What a firewall would have to let through for an answer's media, in words: `Open UDP and TCP port 5000 to camera.local.`
 *
 * @param sdp of the answer
 */
export function mediaOpenings(sdp: string): string {
  const candidates = [...sdp.matchAll(/^a=candidate:\S+ 1 (udp|tcp) \d+ (\S+) (\d+) /gim)].map(
    ([, protocol = '', host = '', port = '']) => ({ protocol: protocol.toUpperCase(), host, port }),
  );
  if (candidates.length === 0) return '';
  const protocols = distinct(candidates.map(({ protocol }) => protocol))
    .toSorted()
    .toReversed();
  const ports = distinct(candidates.map(({ port }) => port));
  const hosts = distinct(candidates.map(({ host }) => host)).slice(0, MOST_HOSTS);
  const noun = ports.length === 1 ? 'port' : 'ports';
  return `Open ${protocols.join(' and ')} ${noun} ${ports.join(', ')} to ${hosts.join(' or ')}.`;
}

/** Whether the only ways of an answer are relays, which a viewer reaches by means of `ice-servers` alone. */
export function isRelayedOnly(sdp: string): boolean {
  const types = [...sdp.matchAll(/^a=candidate:.* typ (\w+)/gm)].map(([, type]) => type);
  return types.length > 0 && types.every((type) => type === 'relay');
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)];
}
