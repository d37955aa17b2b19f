import { describe, expect, it } from '@jest/globals';
import { decodeQR } from 'qr/decode.js';
import { qrCode } from './qr-code.js';

const PIXELS_PER_MODULE = 4;
const MARGIN_MODULES = 2;

/** Draws lines of half blocks as a terminal does, and reads the image as a phone does. */
function scan(lines: readonly string[], foregroundIsDark: boolean): string {
  const rows = lines.flatMap((line) => {
    const characters = [...line];
    return ['▀█', '▄█'].map((blocks) => characters.map((c) => blocks.includes(c) === foregroundIsDark));
  });
  const size = (Math.max(rows.length, rows[0]?.length ?? 0) + 2 * MARGIN_MODULES) * PIXELS_PER_MODULE;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const row = Math.floor(y / PIXELS_PER_MODULE) - MARGIN_MODULES;
      const column = Math.floor(x / PIXELS_PER_MODULE) - MARGIN_MODULES;
      if (rows[row]?.[column] === true) data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return decodeQR({ width: size, height: size, data });
}

describe('a QR code', () => {
  const url = 'http://192.168.100.200:18000/';

  it('is read by a phone from a terminal with colours', () => {
    const lines = qrCode(url, true);
    // oxlint-disable-next-line no-control-regex -- the colours are what is looked for
    const bare = lines.map((line) => /^\u001B\[38;5;16;48;5;231m(.*)\u001B\[0m$/.exec(line)?.[1] ?? '');
    expect(scan(bare, true)).toBe(url);
  });

  it('is read by a phone as plain text on a dark background', () => {
    expect(scan(qrCode(url, false), false)).toBe(url);
  });

  it('has lines of one width', () => {
    expect(new Set(qrCode(url, false).map((line) => line.length)).size).toBe(1);
  });
});
