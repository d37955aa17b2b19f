import type { IceServer, IceTransportPolicy } from './ice-server.interface.js';
import { parseIceServerUrl } from './ice-server-url.js';
import { judged, type OptionFault } from './option-values.js';
import { invalidOption } from './validate-options.js';

/** Each is asked for each viewer, so a long list costs every one of them. */
const mostUrls = 8;
const urlWords =
  'stun:host:port, turn:host:port?transport=udp, turns:host:port, without "//" and without a user name, which stands in "username"';
const fields: ReadonlySet<string> = new Set(['urls', 'username', 'credential', 'secret', 'ttlSeconds']);

/** STUN and TURN servers. */
export const iceServerList = judged<readonly IceServer[]>(
  {
    rule: 'must be a list of STUN and TURN servers as browsers take it',
    allowed:
      "[{ urls: 'stun:host:port' }, { urls: 'turn:host:port?transport=udp', username, credential }, …] with stun:, " +
      `turn: and turns: (stuns: is not; use stun:), a username and a credential or a secret for each TURN server, ${mostUrls} URLs at most`,
  },
  (value) => Array.isArray(value) && faultOfList(value) === undefined,
  (value) => (Array.isArray(value) ? faultOfList(value) : undefined),
);

/** The URLs of one entry. */
export function urlsOf({ urls }: IceServer): readonly string[] {
  return typeof urls === 'string' ? [urls] : urls;
}

/**
 * Servers in one form, frozen.
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

function faultOfList(servers: readonly unknown[]): OptionFault | undefined {
  for (const [index, server] of servers.entries()) {
    const fault = faultOfServer(server);
    if (fault !== undefined) return { ...fault, at: [index, ...(fault.at ?? [])] };
  }
  const count = servers.flatMap((server) => urlsOf(server as IceServer)).length;
  return count > mostUrls
    ? { rule: `must have ${mostUrls} URLs at most`, allowed: 'those that viewers need', received: count }
    : undefined;
}

function faultOfServer(server: unknown): OptionFault | undefined {
  if (typeof server !== 'object' || server === null || Array.isArray(server)) {
    return { rule: 'must be an object with the "urls" of a server', received: server };
  }
  const { urls, username, credential } = server as Record<string, unknown>;
  const other = Object.keys(server).find((field) => !fields.has(field));
  if (other !== undefined) {
    const allowed = [...fields].join(', ');
    return {
      at: [other],
      rule: 'is no field of a server',
      allowed,
      received: Reflect.get(server, other),
    };
  }
  const list: readonly unknown[] = Array.isArray(urls) ? urls : [urls];
  if (list.length === 0)
    return { at: ['urls'], rule: 'must have a URL in it', allowed: urlWords, received: urls };
  const addresses = list.map((url) => (typeof url === 'string' ? parseIceServerUrl(url) : undefined));
  const wrong = addresses.indexOf(undefined);
  if (wrong >= 0) {
    const at = Array.isArray(urls) ? ['urls', wrong] : ['urls'];
    return { at, rule: 'must be the URL of a STUN or TURN server', allowed: urlWords, received: list[wrong] };
  }
  const isOpen = addresses.every((address) => address?.kind === 'stun');
  const { secret, ttlSeconds } = server as Record<string, unknown>;
  if (secret !== undefined || ttlSeconds !== undefined) return faultOfSecret(server as IceServer, isOpen);
  for (const [field, word] of Object.entries({ username, credential })) {
    if (isOpen ? word === undefined || typeof word === 'string' : typeof word === 'string' && word !== '')
      continue;
    const rule = isOpen
      ? 'must be a string'
      : 'must be a string that is not empty, beside the URL of a TURN server';
    return { at: [field], rule, allowed: 'what the server expects', received: word };
  }
  return undefined;
}

function faultOfSecret(server: IceServer, isOpen: boolean): OptionFault | undefined {
  const { secret, ttlSeconds, username, credential } = server;
  const fault = (field: keyof IceServer, rule: string, allowed: string): OptionFault => ({
    at: [field],
    rule,
    allowed,
    received: server[field],
  });
  if (isOpen) return fault('secret', 'must stand beside the URL of a TURN server', 'no secret');
  if (typeof secret !== 'string' || secret === '') {
    return fault('secret', 'must be a string that is not empty', 'what the server calls static-auth-secret');
  }
  if (credential !== undefined)
    return fault('credential', 'must not stand beside "secret"', 'either of them');
  if (username !== undefined && (typeof username !== 'string' || username.includes(':'))) {
    return fault('username', 'must be a string without ":"', 'a part of the names of accounts');
  }
  const isTtl =
    ttlSeconds === undefined || (Number.isInteger(ttlSeconds) && ttlSeconds >= 60 && ttlSeconds <= 604_800);
  return isTtl
    ? undefined
    : fault(
        'ttlSeconds',
        'must be a whole number of seconds from 60 to 604800',
        '60 to 604800, or none for a day',
      );
}
