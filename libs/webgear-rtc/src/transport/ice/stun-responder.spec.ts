import { describe, expect, test } from '@jest/globals';
import { classes, Message, methods, parseMessage } from 'werift';
import { readBindingRequest, respondToBinding } from './stun-responder.js';

const password = 'a password of ours';
const from = { address: '192.0.2.7', port: 54_321 };

function check(fill: (message: Message) => Message = (message) => message): Message {
  return fill(new Message(methods.BINDING, classes.REQUEST).setAttribute('USERNAME', 'ours:theirs'));
}

const signed = (message: Message, key = password): Buffer =>
  message.addMessageIntegrity(Buffer.from(key)).addFingerprint().bytes;

describe('readBindingRequest', () => {
  test('says whose session a check is for', () => {
    expect(readBindingRequest(signed(check()))).toEqual({
      localUsernameFragment: 'ours',
      remoteUsernameFragment: 'theirs',
    });
  });

  test.each([
    ['no user name', signed(new Message(methods.BINDING, classes.REQUEST))],
    ['half a user name', signed(check((message) => message.setAttribute('USERNAME', 'ours')))],
    ['an empty half', signed(check((message) => message.setAttribute('USERNAME', ':theirs')))],
    [
      'another class',
      signed(new Message(methods.BINDING, classes.INDICATION).setAttribute('USERNAME', 'ours:theirs')),
    ],
    [
      'another method',
      signed(new Message(methods.ALLOCATE, classes.REQUEST).setAttribute('USERNAME', 'ours:theirs')),
    ],
    ['a wrong fingerprint', Buffer.concat([signed(check()).subarray(0, -1), Buffer.from([0])])],
    ['nothing', Buffer.alloc(0)],
  ])('takes a message with %s for nobody’s', (_name, data) => {
    expect(readBindingRequest(data)).toBeUndefined();
  });
});

describe('respondToBinding', () => {
  test('answers under the same transaction with the address it saw, signed', () => {
    const request = check();
    const verified = respondToBinding(signed(request), password, from);
    const response = verified && parseMessage(verified.response, Buffer.from(password));
    expect(response?.messageClass).toBe(classes.RESPONSE);
    expect(response?.transactionId).toEqual(request.transactionId);
    expect(response?.getAttributeValue('XOR-MAPPED-ADDRESS')).toEqual([from.address, from.port]);
    expect(response?.attributesKeys.at(-1)).toBe('FINGERPRINT');
  });

  test('hides the mapped address from routers that rewrite what looks like one (RFC 8489, 14.2)', () => {
    const response = respondToBinding(signed(check()), password, from)?.response;
    expect(response?.includes(Buffer.from([192, 0, 2, 7]))).toBe(false);
  });

  test.each([
    ['without integrity', check().addFingerprint().bytes],
    ['with the integrity of another password', signed(check(), 'a password of theirs')],
    ['changed after it was signed', Buffer.from(signed(check())).fill('x', 24, 25)],
  ])('does not answer a check %s', (_name, data) => {
    expect(respondToBinding(data, password, from)).toBeUndefined();
  });

  test('answers in IPv6 too, without the zone of a link-local address', () => {
    const remote = { address: 'fe80::1%eth0', port: 4_321 };
    const response = respondToBinding(signed(check()), password, remote)?.response;
    const mapped =
      response && parseMessage(response, Buffer.from(password))?.getAttributeValue('XOR-MAPPED-ADDRESS');
    expect(mapped).toEqual(['fe80::1', 4_321]);
  });

  test('the answer is the one that another implementation makes, bit by bit', () => {
    const request = check((message) => message.setAttribute('PRIORITY', 1));
    const expected = new Message(methods.BINDING, classes.RESPONSE, request.transactionId)
      .setAttribute('XOR-MAPPED-ADDRESS', [from.address, from.port])
      .addMessageIntegrity(Buffer.from(password))
      .addFingerprint().bytes;
    expect(respondToBinding(signed(request), password, from)?.response).toEqual(expected);
  });

  test('a check that has one bit wrong, or ends early, is not answered', () => {
    const data = signed(check((message) => message.setAttribute('USE-CANDIDATE', null)));
    for (let bit = 0; bit < 8 * data.length; bit++) {
      const changed = Buffer.from(data);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // A fingerprint of another name is an attribute that nobody knows, behind what is signed.
      if (changed.readUInt32BE(data.length - 8) !== data.readUInt32BE(data.length - 8)) continue;
      expect([bit, respondToBinding(changed, password, from)]).toEqual([bit, undefined]);
    }
    for (let length = 0; length < data.length; length++) {
      expect(respondToBinding(data.subarray(0, length), password, from)).toBeUndefined();
    }
  });

  test('says whether the viewer has chosen this path', () => {
    const chosen = check((message) => message.setAttribute('USE-CANDIDATE', null));
    expect(respondToBinding(signed(chosen), password, from)?.nominated).toBe(true);
    expect(respondToBinding(signed(check()), password, from)?.nominated).toBe(false);
  });

  test('does not believe a nomination appended behind the signature', () => {
    const tampered = check().addMessageIntegrity(Buffer.from(password)).setAttribute('USE-CANDIDATE', null);
    expect(respondToBinding(tampered.bytes, password, from)?.nominated).toBe(false);
  });
});
