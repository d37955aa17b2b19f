import { describe, expect, test } from '@jest/globals';
import { DatagramSplitter, joinDatagrams } from './datagram-splitter.js';

const datagrams = ['one', 'second', '', 'the last'].map((text) => Buffer.from(text));

describe('a TCP stream of datagrams', () => {
  test('is cut where it was joined, however it comes', () => {
    const stream = joinDatagrams(datagrams);
    for (const step of [1, 2, 3, 7, stream.length]) {
      const splitter = new DatagramSplitter();
      const got: Buffer[] = [];
      for (let from = 0; from < stream.length; from += step) {
        got.push(...(splitter.push(stream.subarray(from, from + step), 100) ?? []));
      }
      expect(got).toEqual(datagrams);
    }
  });

  test('has its own memory', () => {
    const first = Buffer.from('one');
    const stream = joinDatagrams([first]);
    first.fill(0);
    expect(stream.toString('latin1')).toBe('\0\x03one');
  });

  test('is none when a datagram is longer than any can be', () => {
    expect(new DatagramSplitter().push(joinDatagrams([Buffer.alloc(101)]), 100)).toBeUndefined();
    expect(new DatagramSplitter().push(joinDatagrams([Buffer.alloc(100)]), 100)).toHaveLength(1);
    expect(new DatagramSplitter().push(Buffer.from('GET / HTTP/1.1\r\n'), 1500)).toBeUndefined();
  });
});
