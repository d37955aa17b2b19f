import { describe, expect, test } from '@jest/globals';
import { barcodeRows, crc8, readBarcodeRows } from './barcode-bits.js';

const written = (timeMs: number): string[] =>
  barcodeRows(timeMs).map((row) => row.map((isWhite) => (isWhite ? '1' : '0')).join(''));

describe('the barcode of a time', () => {
  test('has a standard checksum', () => {
    expect(crc8(Buffer.from('123456789'))).toBe(0xf4);
  });

  test('has two references and 28 bits in each of two rows', () => {
    expect(written(1_700_000_000_000)).toEqual([
      '100000000110001011110011111110',
      '100101011010000000000000101010',
    ]);
  });

  test.each([0, 1, 1_700_000_000_000, 2 ** 48 - 1])('is read back: %i', (timeMs) => {
    expect(readBarcodeRows(barcodeRows(timeMs))).toBe(timeMs);
  });

  test('is rejected with any single bit flipped', () => {
    for (let row = 0; row < 2; row++) {
      for (let column = 2; column < 30; column++) {
        const rows = barcodeRows(1_700_000_000_000);
        const bits = rows[row] ?? [];
        bits[column] = bits[column] !== true;
        expect(readBarcodeRows(rows)).toBeUndefined();
      }
    }
    expect(readBarcodeRows([[], []])).toBeUndefined();
  });
});
