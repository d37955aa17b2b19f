import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { classes, Message, methods, parseMessage } from 'werift';
import type { RemoteAddress } from './remote-address.js';
import { IceSession } from './ice-session.js';
import { SelectedPair } from './selected-pair.js';
import { TransactionHistory } from './transaction-history.js';

const remotePassword = 'a password of theirs';
const first = { address: '192.0.2.7', port: 1000 };
const second = { address: '192.0.2.7', port: 2000 };
const stranger = { address: '198.51.100.9', port: 3000 };

let pairs: SelectedPair[] = [];

afterEach(() => {
  for (const pair of pairs) pair.close();
  pairs = [];
});

function open(): { pair: SelectedPair; sent: { datagram: Buffer; to: RemoteAddress }[] } {
  const sent: { datagram: Buffer; to: RemoteAddress }[] = [];
  const pair = new SelectedPair(
    { localUsernameFragment: 'ours', remoteUsernameFragment: 'theirs', remotePassword },
    (datagram, to) => void sent.push({ datagram, to }),
  );
  pairs.push(pair);
  return { pair, sent };
}

const check = (nominated = false): { transactionId: Buffer; nominated: boolean } => ({
  transactionId: randomBytes(12),
  nominated,
});

/** What a viewer answers to a check of ours; a stranger has no password. */
function respond(request: Buffer, password = remotePassword): Buffer {
  const transactionId = parseMessage(request)?.transactionId;
  return new Message(methods.BINDING, classes.RESPONSE, transactionId)
    .setAttribute('XOR-MAPPED-ADDRESS', ['192.0.2.1', 9])
    .addMessageIntegrity(Buffer.from(password))
    .addFingerprint().bytes;
}

describe('SelectedPair', () => {
  test('begins with the first address', () => {
    const { pair, sent } = open();
    expect(pair.remote).toBeUndefined();
    pair.handleCheck(first, check(), 0);
    expect(pair.remote).toEqual(first);
    expect(sent).toEqual([]);
  });

  test('keeps to its address over a restart, and then moves only for answers of the new credentials', () => {
    const { pair, sent } = open();
    pair.handleCheck(first, check(), 0);
    pair.handleCheck(second, check(true), 1);
    const before = sent.pop()?.datagram ?? Buffer.alloc(0);
    const restarted = {
      localUsernameFragment: 'ours2',
      remoteUsernameFragment: 'theirs2',
      remotePassword: 'another',
    };
    pair.restart(restarted);
    expect(pair.handleResponse(respond(before), second, 2)).toBe(false);
    pair.handleCheck(second, check(true), 3);
    const request = sent.pop()?.datagram ?? Buffer.alloc(0);
    expect(parseMessage(request, Buffer.from('another'))?.getAttributeValue('USERNAME')).toBe(
      'theirs2:ours2',
    );
    expect(pair.handleResponse(respond(request), second, 4)).toBe(false);
    expect(pair.remote).toEqual(first);
    expect(pair.handleResponse(respond(request, 'another'), second, 5)).toBe(true);
    expect(pair.remote).toEqual(second);
  });

  test('moves to a nominated address once that has answered a check', () => {
    const { pair, sent } = open();
    pair.handleCheck(first, check(), 0);
    expect(pair.handleCheck(second, check(true), 1)).toBe(true);
    expect(pair.remote).toEqual(first);
    expect(sent.map(({ to }) => to)).toEqual([second]);
    const request = sent[0]?.datagram ?? Buffer.alloc(0);
    expect(parseMessage(request, Buffer.from(remotePassword))?.getAttributeValue('USERNAME')).toBe(
      'theirs:ours',
    );
    expect(pair.handleResponse(respond(request), second, 2)).toBe(true);
    expect(pair.remote).toEqual(second);
  });

  test.each<[string, (request: Buffer) => Buffer, RemoteAddress]>([
    ['of an attacker without the password', (request) => respond(request, 'a guess'), second],
    ['from elsewhere', (request) => respond(request), stranger],
    ['to another question', (request) => respond(Buffer.from(request).fill(1, 8, 20)), second],
    ['that is none', () => Buffer.from([1, 1]), second],
  ])('stays where it is at an answer %s', (_what, answer, from) => {
    const { pair, sent } = open();
    pair.handleCheck(first, check(), 0);
    pair.handleCheck(second, check(true), 1);
    pair.handleResponse(answer(sent[0]?.datagram ?? Buffer.alloc(0)), from, 2);
    expect(pair.remote).toEqual(first);
  });

  test('refuses a check that came from elsewhere before, and asks nobody because of it', () => {
    const { pair, sent } = open();
    const seen = check(true);
    expect(pair.handleCheck(first, seen, 0)).toBe(true);
    expect(pair.handleCheck(first, seen, 1)).toBe(true);
    expect(pair.handleCheck(stranger, seen, 2)).toBe(false);
    expect(pair.handleCheck(stranger, seen, 10_000_000)).toBe(false);
    expect(sent).toEqual([]);
    expect(pair.remote).toEqual(first);
  });

  test('asks an address once at a time, and few addresses', () => {
    const { pair, sent } = open();
    pair.handleCheck(first, check(), 0);
    for (let port = 4000; port < 4020; port++) {
      pair.handleCheck({ ...second, port }, check(true), 1);
      pair.handleCheck({ ...second, port }, check(true), 1);
    }
    expect(sent).toHaveLength(4);
  });

  test('moves to an address that is not nominated only from one that fell silent', () => {
    const { pair, sent } = open();
    pair.handleCheck(first, check(), 0);
    pair.handleCheck(second, check(), 1_000_000);
    expect(sent).toEqual([]);
    pair.hear(first, 2_000_000);
    pair.handleCheck(second, check(), 4_000_000);
    expect(sent).toEqual([]);
    pair.handleCheck(second, check(), 6_000_000);
    pair.handleResponse(respond(sent[0]?.datagram ?? Buffer.alloc(0)), second, 6_100_000);
    expect(pair.remote).toEqual(second);
  });
});

describe('an ICE restart', () => {
  const theirs = { usernameFragment: 'theirs', password: remotePassword };

  test.each<[string, number, RemoteAddress]>([
    ['follows the first check if nothing is heard any more', 2_500_000, second],
    ['leaves the media where it is still heard from', 2_100_000, first],
  ])('%s', (_what, checkUs, expected) => {
    const sent: Buffer[] = [];
    const ours = { usernameFragment: 'ours', password: 'of ours' };
    const session = new IceSession(ours, theirs, (datagram) => sent.push(datagram));
    const { pair } = session;
    pair.handleCheck(first, check(true), 0);
    pair.hear(first, 2_000_000);
    expect(session.restart(theirs, 2_050_000)).toBe(ours);
    expect(session.local.usernameFragment).not.toBe(ours.usernameFragment);
    pair.handleCheck(second, check(), checkUs);
    const [request] = sent;
    const moves = request !== undefined && pair.handleResponse(respond(request), second, checkUs);
    expect(moves).toBe(expected === second && 'moved');
    expect(pair.remote).toEqual(expected);
    expect(session.formerAt(12_000_000)).toBe(ours);
    expect(session.formerAt(12_100_000)).toBeUndefined();
  });
});

describe('TransactionHistory', () => {
  test('believes each of 2,000 once, for longer than the newest 64', () => {
    const history = new TransactionHistory();
    const ids = Array.from({ length: 2000 }, () => randomBytes(12));
    // A Bloom filter takes some for old ones.
    expect(ids.filter((id) => history.admit(id, 'here')).length).toBeGreaterThan(1960);
    expect(ids.filter((id) => history.admit(id, 'there'))).toEqual([]);
    expect(history.admit(ids.at(-1) ?? Buffer.alloc(12), 'here')).toBe(true);
  });

  test('forgets in the end', () => {
    const history = new TransactionHistory();
    const old = randomBytes(12);
    history.admit(old, 'here');
    for (let count = 0; count < 4100; count++) history.admit(randomBytes(12), 'here');
    expect(history.admit(old, 'there')).toBe(true);
  });
});
