import { classes, Message, methods } from 'werift';

const nullCipher = 0x0000;

/** A greeting that offers encryption with nothing: who follows it has no secrets left, and who refuses it may give up. */
export function clientHelloWithoutCipher(): Buffer {
  const body = Buffer.concat([
    Buffer.from([0xfe, 0xfd]),
    Buffer.alloc(32, 7),
    // No session, no cookie, one cipher suite, no compression.
    Buffer.from([0, 0, 0, 2, nullCipher >> 8, nullCipher & 0xff, 1, 0]),
  ]);
  const handshake = Buffer.alloc(12);
  handshake.writeUInt8(1, 0);
  handshake.writeUIntBE(body.length, 1, 3);
  handshake.writeUIntBE(body.length, 9, 3);
  const record = Buffer.from([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  record.writeUInt16BE(handshake.length + body.length, 11);
  return Buffer.concat([record, handshake, body]);
}

/** TransportFactory checks by a sender that knows the user name at most, each of them choosing this path for the media. */
export function forgedChecks(usernameFragment: string): Buffer[] {
  const check = (username: string): Message =>
    new Message(methods.BINDING, classes.REQUEST)
      .setAttribute('USERNAME', username)
      .setAttribute('PRIORITY', 1)
      .setAttribute('ICE-CONTROLLING', 2n)
      .setAttribute('USE-CANDIDATE', null);
  const known = `${usernameFragment}:theirs`;
  return [
    new Message(methods.BINDING, classes.REQUEST).addFingerprint().bytes,
    check('nobody:nobody').bytes,
    check(known).bytes,
    check(known).addFingerprint().bytes,
    check(known).addMessageIntegrity(Buffer.from('a guess')).addFingerprint().bytes,
    check(known).addMessageIntegrity(Buffer.alloc(0)).addFingerprint().bytes,
  ];
}

/** A check as the viewer itself would sign it, choosing this path for the media. */
export function nominatingCheck(usernameFragment: string, password: string): Buffer {
  return new Message(methods.BINDING, classes.REQUEST)
    .setAttribute('USERNAME', `${usernameFragment}:theirs`)
    .setAttribute('PRIORITY', 1)
    .setAttribute('ICE-CONTROLLING', 2n)
    .setAttribute('USE-CANDIDATE', null)
    .addMessageIntegrity(Buffer.from(password))
    .addFingerprint().bytes;
}
