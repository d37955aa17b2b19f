import { randomBytes } from 'node:crypto';

/** 16 hexadecimal digits of a node, and what nobody can guess. */
const FOREIGN = /^([\da-f]{16})\.[\w-]{32}$/;

/**
 * A secret that lets its holder change and end one session.
 *
 * @param nodeId process of a cluster that has the session: another one that is asked, behind a load balancer, finds it by that
 */
export function createSessionToken(nodeId?: string): string {
  const secret = randomBytes(24).toString('base64url');
  return nodeId === undefined ? secret : `${nodeId}.${secret}`;
}

/** The process of a cluster that has a session; `undefined` where its token names none. */
export function nodeOfSession(sessionToken: string): string | undefined {
  return FOREIGN.exec(sessionToken)?.[1];
}
