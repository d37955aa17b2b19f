import { describe, expect, test } from '@jest/globals';
import { leb128Bytes, splitObus, writeLeb128 } from './av1-obus.js';

const split = (hex: string): string[] =>
  splitObus(Buffer.from(hex, 'hex')).map(
    ({ type, header, payload }) => `${type}:${header.toString('hex')}:${payload.toString('hex')}`,
  );

describe('the OBUs of a temporal unit', () => {
  test('are found by their sizes, which their headers say no more', () => {
    expect(split('12000a02aabb3203010203')).toEqual(['2:10:', '1:08:aabb', '6:30:010203']);
  });

  test('may have an extension, and the last one no size', () => {
    expect(split('3620010134200a0b')).toEqual(['6:3420:01', '6:3420:0a0b']);
    expect(split('34200a0b')).toEqual(['6:3420:0a0b']);
  });

  test.each([
    ['', []],
    ['92', []],
    ['3205010203', []],
    ['1200ff', ['2:10:']],
    ['32ffffffffffffffffff', []],
    ['34', []],
  ])('of %s are %j: the rest is damaged', (hex, obus) => {
    expect(split(hex)).toEqual(obus);
  });

  test.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31])('a size of %i is written as it is read', (value) => {
    const size = Buffer.alloc(leb128Bytes(value));
    expect(writeLeb128(size, value, 0)).toBe(size.length);
    const obu = Buffer.concat([Buffer.from([0x32]), size]);
    const read = splitObus(Buffer.concat([obu, Buffer.alloc(value < 2 ** 20 ? value : 0)]));
    expect(read.map(({ payload }) => payload.length)).toEqual(value < 2 ** 20 ? [value] : []);
  });
});
