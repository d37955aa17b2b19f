import { describe, expect, test } from '@jest/globals';
import { allowsFields } from './h264-field-coding.js';

/** Writes bits as an SPS has them, after its header. */
class SpsWriter {
  private bits = '';

  bit(...values: readonly number[]): this {
    this.bits += values.join('');
    return this;
  }

  number(value: number, bits: number): this {
    this.bits += value.toString(2).padStart(bits, '0');
    return this;
  }

  unsigned(...values: readonly number[]): this {
    for (const value of values) {
      const code = (value + 1).toString(2);
      this.bits += '0'.repeat(code.length - 1) + code;
    }
    return this;
  }

  get annexB(): Buffer {
    const padded = this.bits + '1' + '0'.repeat((8 - ((this.bits.length + 1) % 8)) % 8);
    const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
    const escaped: number[] = [];
    for (const byte of bytes) {
      if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
      escaped.push(byte);
    }
    return Buffer.from([0, 0, 1, 0x67, ...escaped]);
  }
}

describe('whether a stream may be interlaced', () => {
  const begin = (profileIdc: number) =>
    new SpsWriter().number(profileIdc, 8).number(0, 8).number(31, 8).unsigned(0);

  test.each([
    ['is not, with frames only', 1, false],
    ['is, with fields', 0, true],
  ])('%s', (_, framesOnly, expected) => {
    const main = begin(77).unsigned(0, 0, 0, 1).bit(0).unsigned(19, 11).bit(framesOnly);
    expect(allowsFields(main.annexB)).toBe(expected);
    const high = begin(100)
      .unsigned(1, 0, 0)
      .bit(0, 0)
      .unsigned(0, 0, 0, 1)
      .bit(0)
      .unsigned(19, 11)
      .bit(framesOnly);
    expect(allowsFields(high.annexB)).toBe(expected);
  });

  test('is read past lists of numbers', () => {
    const order = begin(77)
      .unsigned(0, 1)
      .bit(0)
      .unsigned(0, 0, 3, 1, 2, 3)
      .unsigned(1)
      .bit(0)
      .unsigned(19, 11)
      .bit(0);
    expect(allowsFields(order.annexB)).toBe(true);
    const scaled = begin(100).unsigned(1, 0, 0).bit(0, 1, 1).unsigned(16).bit(0, 0, 0, 0, 0, 0, 0);
    expect(allowsFields(scaled.unsigned(0, 0, 0, 1).bit(0).unsigned(19, 11).bit(0).annexB)).toBe(true);
  });

  test('is read past bytes that keep start codes out', () => {
    const wide = begin(77)
      .unsigned(0, 0, 0, 1)
      .bit(0)
      .unsigned(2 ** 23 - 1, 2 ** 23 - 1)
      .bit(0);
    expect(wide.annexB.includes(Buffer.from([0, 0, 3]))).toBe(true);
    expect(allowsFields(wide.annexB)).toBe(true);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['an SPS that is cut off', begin(77).annexB],
    ['an SPS of zeros', Buffer.from([0, 0, 1, 0x67, 77, 0, 0, 0, 0, 0, 0, 0, 1])],
  ])('is denied of %s', (_, data) => {
    expect(allowsFields(data)).toBe(false);
  });
});
