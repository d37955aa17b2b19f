import type { Quadrants } from '../support/test-pattern.js';

/** An uncompressed TIFF file in cyan, magenta, yellow and black (TIFF 6.0, section 16), as print shops give them. */
export function cmykTiff(width: number, height: number, quadrants: Quadrants): Buffer {
  const samples = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const quarter = (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);
      const colour = quadrants[quarter] ?? [0, 0, 0];
      const ink = colour.map((sample) => 255 - sample);
      samples.set([...ink, 0], (y * width + x) * 4);
    }
  const short = 3;
  const long = 4;
  // Tag, type, count, value.
  const entries = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 4, 0],
    [259, short, 1, 1],
    [262, short, 1, 5],
    [273, long, 1, 0],
    [277, short, 1, 4],
    [278, long, 1, height],
    [279, long, 1, samples.length],
  ] as const;
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  const bitsAt = 8 + directory.length;
  const samplesAt = bitsAt + 8;
  directory.writeUInt16LE(entries.length);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(tag === 258 ? bitsAt : tag === 273 ? samplesAt : value, at + 8);
  }
  const bits = Buffer.alloc(8);
  for (const index of [0, 1, 2, 3]) bits.writeUInt16LE(8, index * 2);
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  return Buffer.concat([header, directory, bits, samples]);
}
