import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../testing/seeded-random.js';
import { writeTransportFeedback, type PacketArrival } from '../testing/transport-feedback-writer.js';
import { TransportFeedbackReader } from './transport-feedback.js';

/** A message with a reference time of 2 × 64 ms, from its chunks and deltas. */
function message(base: string, count: string, rest: string, reference = '000002'): Buffer {
  const body = `00000001 00001111 ${base} ${count} ${reference} 00 ${rest}`.replaceAll(' ', '');
  const padded = body.padEnd(Math.ceil(body.length / 8) * 8, '0');
  return Buffer.from(`8fcd${(padded.length / 8).toString(16).padStart(4, '0')}${padded}`, 'hex');
}

function read(packet: Buffer, reader = new TransportFeedbackReader()): (string | false)[] {
  const told: (string | false)[] = [];
  const isRead = reader.read(packet, {
    onReceived: (sequenceNumber, arrivalUs) => told.push(`${sequenceNumber} at ${arrivalUs / 1000}`),
    onLost: (sequenceNumber, count) => told.push(`${sequenceNumber} × ${count} lost`),
  });
  return isRead ? told : [...told, false];
}

describe('what a viewer says about each packet', () => {
  test('a run of packets that arrived, each some ticks of 250 µs after the one before', () => {
    expect(read(message('000a', '0003', '2003 04 08 ff'))).toEqual([
      '10 at 129',
      '11 at 131',
      '12 at 194.75',
    ]);
  });

  test('a run of missing packets is told as a whole, across the wrap of the numbers', () => {
    expect(read(message('ffff', '0004', '0003 2001 04'))).toEqual(['65535 × 3 lost', '2 at 129']);
  });

  test('a vector of one-bit symbols', () => {
    expect(read(message('0001', '0003', 'a800 04 08'))).toEqual(['1 at 129', '2 × 1 lost', '3 at 131']);
  });

  test('a vector of two-bit symbols; large deltas have a sign', () => {
    expect(read(message('0001', '0003', 'd900 04 fff8 04'))).toEqual(['1 at 129', '2 at 127', '3 at 128']);
  });

  test('the rest of a chunk behind the last status means nothing', () => {
    expect(read(message('0001', '0001', 'bfff 04'))).toEqual(['1 at 129']);
  });

  test('the reference time has 24 bits, and goes on after its wrap, forward and back', () => {
    const reader = new TransportFeedbackReader();
    const at = (reference: string): string | false | undefined =>
      read(message('0001', '0001', '2001 00', reference), reader)[0];
    expect(at('fffffe')).toBe(`1 at ${0xfffffe * 64}`);
    expect(at('000003')).toBe(`1 at ${0x1000003 * 64}`);
    expect(at('ffffff')).toBe(`1 at ${0xffffff * 64}`);
  });

  test('another writer is understood, whatever arrived', () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 500; round++) {
      const base = random.integer(0, 0xffff);
      let us = random.integer(1, 1_000_000) * 250;
      const arrivals: PacketArrival[] = Array.from({ length: random.integer(1, 60) }, () => {
        us += random.pick([0, 250, 1_000, 70_000, -2_000]);
        return random.chance(0.2) ? undefined : us;
      });
      const expected = new Map<number, PacketArrival>();
      arrivals.forEach((arrival, index) => expected.set((base + index) & 0xffff, arrival));
      const told = new Map<number, PacketArrival>();
      const isRead = new TransportFeedbackReader().read(writeTransportFeedback(base, arrivals), {
        onReceived: (sequenceNumber, arrivalUs) => told.set(sequenceNumber, arrivalUs),
        onLost: (first, count) => {
          for (let index = 0; index < count; index++) told.set((first + index) & 0xffff, undefined);
        },
      });
      expect(isRead).toBe(true);
      expect([...told]).toEqual([...expected]);
    }
  });
});

describe('what is no feedback', () => {
  const whole = message('0001', '0003', 'd900 04 fff8 04');

  test.each([
    ['another packet type', Buffer.from(whole.toString('hex').replace('8fcd', '8fce'), 'hex')],
    ['another format', Buffer.from(whole.toString('hex').replace('8fcd', '81cd'), 'hex')],
    ['another version', Buffer.from(whole.toString('hex').replace('8fcd', '4fcd'), 'hex')],
    ['a reserved symbol in a run', message('0001', '0001', '6001 04')],
    ['a reserved symbol in a vector', message('0001', '0002', 'dc00 04 04')],
    ['an empty run', message('0001', '0001', '2000 0000 2001')],
    ['no status', message('0001', '0000', '2001 04')],
    ['more statuses than chunks', message('0001', '0009', '2003 04 08')],
    ['more deltas than bytes', message('0001', '1fff', '3fff 04')],
    ['nothing at all', Buffer.alloc(0)],
  ])('%s says nothing', (_name, packet) => {
    expect(read(packet)).toEqual([false]);
  });

  test('a message cut short anywhere tells nothing of what it has', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(read(whole.subarray(0, length))).toEqual([false]);
    }
  });
});
