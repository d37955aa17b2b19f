import type { BitReader } from './bit-reader.js';

/** Width of a pixel to its height, as in FFmpeg; 0 to 1 where a stream does not state it. */
export type PixelShape = readonly [width: number, height: number];

/** A stream states nothing. */
export const unknownPixelShape: PixelShape = [0, 1];

/** `Extended_SAR`: the numbers follow. */
const EXTENDED = 255;

/** By `aspect_ratio_idc` (H.264, table E-1; H.265, table E-1). */
const SHAPES: readonly PixelShape[] = [
  unknownPixelShape,
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];

/** The aspect ratio with which a VUI begins, in H.264 as in H.265. */
export function readPixelShape(reader: BitReader): PixelShape {
  if (!reader.flag()) return unknownPixelShape;
  const index = reader.bits(8);
  if (index !== EXTENDED) return SHAPES[index] ?? unknownPixelShape;
  const [width, height] = [reader.bits(16), reader.bits(16)];
  return width === 0 || height === 0 ? unknownPixelShape : [width, height];
}

/** What follows the aspect ratio in a VUI of both: overscan, colours and where chroma samples lie. */
export function skipVideoSignal(reader: BitReader): void {
  if (reader.flag()) reader.flag();
  if (reader.flag()) {
    reader.bits(4);
    if (reader.flag()) reader.bits(24);
  }
  if (reader.flag()) {
    reader.unsigned();
    reader.unsigned();
  }
}
