import { createHmac, randomBytes } from 'node:crypto';
import type { IceServer } from './ice-server.interface.js';

/** How long an account lasts where nothing else is said: longer than most sessions, since a relay refuses it afterwards. */
const defaultTtlSeconds = 86_400;

/**
 * The servers as a viewer may have them: in place of a secret, an account that ends by itself.
 *
 * Its name is the time of its end and a part that tells viewers apart, its password their hash under the secret: the form of
 * draft-uberti-behave-turn-rest, which coturn calls `use-auth-secret`. The secret itself never leaves the server.
 *
 * @param nowMs milliseconds since 1970
 */
export function withTemporaryCredentials(
  servers: readonly IceServer[],
  nowMs = Date.now(),
): readonly IceServer[] {
  return servers.map((server) => {
    const { secret, ttlSeconds = defaultTtlSeconds, username: prefix, ...shown } = server;
    if (secret === undefined) return server;
    const viewer = randomBytes(6).toString('hex');
    const name = prefix === undefined ? viewer : `${prefix}-${viewer}`;
    const username = `${Math.floor(nowMs / 1000) + ttlSeconds}:${name}`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    return { ...shown, username, credential };
  });
}

/** How long the accounts of {@link withTemporaryCredentials} last, in seconds; `undefined` where none of them ends. */
export function temporaryCredentialsTtl(servers: readonly IceServer[]): number | undefined {
  const lifetimes = servers
    .filter(({ secret }) => secret !== undefined)
    .map(({ ttlSeconds = defaultTtlSeconds }) => ttlSeconds);
  return lifetimes.length === 0 ? undefined : Math.min(...lifetimes);
}
