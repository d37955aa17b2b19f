import { classes, Message, methods } from 'werift';
import type { CheckCredentials } from '../binding-request.js';

/** One connectivity check of the controlling side. */
export interface ControllingCheck {
  readonly transactionId: Buffer;
  /** 64 random bits, the same in all checks of a session (RFC 8445, 16.1). */
  readonly tieBreaker: bigint;
  /** Whether it nominates the pair (RFC 8445, 8.1.1). */
  readonly nominates: boolean;
}

/** That of a peer-reflexive candidate, which our address is to a server behind a NAT of ours (RFC 8445, 7.1.1). */
const priority = 110 * 2 ** 24 + 65_535 * 2 ** 8 + 255;

/** Writes a check. */
export function encodeControllingCheck(
  { localUsernameFragment, remoteUsernameFragment, remotePassword }: CheckCredentials,
  { transactionId, tieBreaker, nominates }: ControllingCheck,
): Buffer {
  const message = new Message(methods.BINDING, classes.REQUEST, transactionId)
    .setAttribute('USERNAME', `${remoteUsernameFragment}:${localUsernameFragment}`)
    .setAttribute('PRIORITY', priority)
    .setAttribute('ICE-CONTROLLING', tieBreaker);
  if (nominates) message.setAttribute('USE-CANDIDATE', null);
  return message.addMessageIntegrity(Buffer.from(remotePassword)).addFingerprint().bytes;
}
