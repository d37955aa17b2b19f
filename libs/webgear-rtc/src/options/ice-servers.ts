import type { OptionRule } from './option-rule.js';
import type { IceServer, IceTransportPolicy } from './ice-server.interface.js';
import { parseIceServerUrl } from './ice-server-url.js';
import { invalidOption } from './validate-options.js';

/** Each is asked for each viewer, so a long list costs everybody. */
const mostUrls = 8;
const fields: ReadonlySet<string> = new Set(['urls', 'username', 'credential']);

/** STUN and TURN servers. */
export const iceServerList: OptionRule = {
  rule: 'must be a list of STUN and TURN servers as browsers take it',
  allowed:
    "[{ urls: 'stun:host:port' }, { urls: 'turn:host:port?transport=udp', username, credential }, …] with stun:, " +
    `turn: and turns: (stuns: is not; use stun:), a username and a credential for each TURN server, ${mostUrls} URLs at most`,
  isSecret: true,
  accepts: (value) =>
    Array.isArray(value) &&
    value.every(isIceServer) &&
    value.flatMap((server) => urlsOf(server as IceServer)).length <= mostUrls,
};

/** The URLs of one entry. */
export function urlsOf({ urls }: IceServer): readonly string[] {
  return typeof urls === 'string' ? [urls] : urls;
}

/**
 * Servers in one form, and nothing that anybody may change afterwards.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID` when viewers may come through TURN servers alone, and there is none
 */
export function resolveIceServers(
  stated: readonly IceServer[],
  policy: IceTransportPolicy,
): readonly IceServer[] {
  const kinds = stated.flatMap(urlsOf).map((url) => parseIceServerUrl(url)?.kind);
  if (policy === 'relay' && !kinds.includes('turn')) {
    const rule = 'needs a TURN server in "iceServers"';
    throw invalidOption('iceTransportPolicy', { rule, allowed: "'all', or 'relay' with one" }, policy);
  }
  return Object.freeze(
    stated.map((server) => Object.freeze({ ...server, urls: Object.freeze([...urlsOf(server)]) })),
  );
}

function isIceServer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (Object.keys(value).some((field) => !fields.has(field))) return false;
  const { urls, username, credential } = value as Record<string, unknown>;
  const list: readonly unknown[] = Array.isArray(urls) ? urls : [urls];
  const addresses = list.map((url) => (typeof url === 'string' ? parseIceServerUrl(url) : undefined));
  if (addresses.length === 0 || addresses.includes(undefined)) return false;
  const isOpen = addresses.every((address) => address?.kind === 'stun');
  return [username, credential].every((word) =>
    isOpen ? word === undefined || typeof word === 'string' : typeof word === 'string' && word !== '',
  );
}
