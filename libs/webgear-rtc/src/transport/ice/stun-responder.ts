import { classes, Message, methods, parseMessage } from 'werift';
import type { RemoteAddress } from './remote-address.js';

/** A connectivity check as it is claimed to be, before anyone has verified it. */
export interface BindingRequest {
  /** Our half of USERNAME: which viewer's session it is for. */
  readonly localUsernameFragment: string;
  readonly remoteUsernameFragment: string;
}

/** What to do about a verified check. */
export interface VerifiedBinding {
  readonly response: Buffer;
  /** The viewer has chosen this path (RFC 8445, 8.1.1). */
  readonly nominated: boolean;
  /** Random, of the viewer's choice; repeated only where it repeats the check. */
  readonly transactionId: Buffer;
}

/** Reads whom a check is for; `undefined` when it is not a binding request with a user name. */
export function readBindingRequest(data: Buffer): BindingRequest | undefined {
  const message = parse(data);
  if (message?.messageMethod !== methods.BINDING || message.messageClass !== classes.REQUEST)
    return undefined;
  const username: unknown = message.getAttributeValue('USERNAME');
  const [localUsernameFragment, remoteUsernameFragment] =
    typeof username === 'string' ? username.split(':') : [];
  if (!localUsernameFragment || !remoteUsernameFragment) return undefined;
  return { localUsernameFragment, remoteUsernameFragment };
}

/**
 * Verifies a check with the session's password and makes the response.
 *
 * A packet that fails is dropped in silence: an answer would tell a stranger that a server is here, and would let a forged
 * source address aim our packets (RFC 8445, 7.3; RFC 8489, 9.1.3).
 */
export function respondToBinding(
  data: Buffer,
  password: string,
  from: RemoteAddress,
): VerifiedBinding | undefined {
  const key = Buffer.from(password);
  const request = parse(data, key);
  if (request === undefined) return undefined;
  const response = new Message(methods.BINDING, classes.RESPONSE, request.transactionId)
    // Without the zone that a link-local address has here.
    .setAttribute('XOR-MAPPED-ADDRESS', [from.address.replace(/%.*$/, ''), from.port])
    .addMessageIntegrity(key)
    .addFingerprint();
  const { transactionId } = request;
  return { response: response.bytes, nominated: isNominated(request), transactionId };
}

/** What stands behind MESSAGE-INTEGRITY is not covered by it: anyone on the path can have added it (RFC 8489, 14.5). */
function isNominated({ attributesKeys }: Message): boolean {
  const position = attributesKeys.indexOf('USE-CANDIDATE');
  return position >= 0 && position < attributesKeys.indexOf('MESSAGE-INTEGRITY');
}

function parse(data: Buffer, integrityKey?: Buffer): Message | undefined {
  try {
    return parseMessage(data, integrityKey);
  } catch {
    return undefined;
  }
}
