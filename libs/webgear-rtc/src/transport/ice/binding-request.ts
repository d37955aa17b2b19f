import { randomBytes } from 'node:crypto';
import type { IceCredentials } from './ice-credentials.js';
import { classes, Message, methods, parseMessage } from 'werift';

/** Both halves of the credentials of a session's checks. */
export interface CheckCredentials {
  readonly localUsernameFragment: string;
  readonly remoteUsernameFragment: string;
  readonly remotePassword: string;
}

/** Of what both sides have said. */
export function checkCredentials(local: IceCredentials, remote: IceCredentials): CheckCredentials {
  return {
    localUsernameFragment: local.usernameFragment,
    remoteUsernameFragment: remote.usernameFragment,
    remotePassword: remote.password,
  };
}

/** That of a peer-reflexive candidate, which the address of the viewer's own check is to us (RFC 8445, 7.1.1). */
const priority = 110 * 2 ** 24 + 65_535 * 2 ** 8 + 255;

/** A connectivity check of ours, as the controlled side (RFC 8445, 7.2.4). */
export function encodeBindingRequest(
  credentials: CheckCredentials,
  transactionId: Buffer = randomBytes(12),
): Buffer {
  const { localUsernameFragment, remoteUsernameFragment, remotePassword } = credentials;
  return new Message(methods.BINDING, classes.REQUEST, transactionId)
    .setAttribute('USERNAME', `${remoteUsernameFragment}:${localUsernameFragment}`)
    .setAttribute('PRIORITY', priority)
    .setAttribute('ICE-CONTROLLED', randomBytes(8).readBigUInt64BE())
    .addMessageIntegrity(Buffer.from(remotePassword))
    .addFingerprint().bytes;
}

/** Whether a datagram has the form of a success response to a check; nobody has verified it yet. */
export function isBindingResponse(datagram: Buffer): boolean {
  return datagram.length >= 20 && datagram.readUInt16BE(0) === (methods.BINDING | classes.RESPONSE);
}

/** The transaction that a response signed by the viewer answers; `undefined` when it is none. */
export function readBindingResponse(datagram: Buffer, remotePassword: string): Buffer | undefined {
  if (!isBindingResponse(datagram)) return undefined;
  try {
    return parseMessage(datagram, Buffer.from(remotePassword))?.transactionId;
  } catch {
    return undefined;
  }
}
