import type { StabilizerBorderType } from '../../options/stabilize-options.interface.js';
import type { SamplingMatrix } from './rigid-motion.js';

/** Samples of one byte, row after row without padding. */
export interface SamplePlane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What is seen beyond the edges of a plane. */
export interface PlaneBorder {
  readonly type: StabilizerBorderType;
  /** Value of a sample that is black. */
  readonly black: number;
}

const { imul } = Math;

/** Fixed point with 16 bits after the point: whole numbers are several times as fast, and planes have at most 2^15 columns. */
const ONE = 0x1_0000;

/**
 * Fills a plane with samples of another, each taken from where the matrix says, interpolated between its four
 * neighbours.
 *
 * It is here, and not OpenCV's, because JavaScript does it in a third of the time that the WebAssembly of OpenCV.js
 * takes, and moving a frame is what costs most.
 */
export function warpPlane(
  source: SamplePlane,
  target: SamplePlane,
  matrix: SamplingMatrix,
  border: PlaneBorder,
): void {
  const [a, b, c, d, e, f] = matrix;
  const stepX = Math.round(a * ONE);
  const stepY = Math.round(d * ONE);
  const lastX = (source.width - 1) * ONE - 1;
  const lastY = (source.height - 1) * ONE - 1;
  for (let row = 0; row < target.height; row++) {
    const x = Math.round((b * row + c) * ONE);
    const y = Math.round((e * row + f) * ONE);
    const [left, right] = overlap(
      within(x, stepX, lastX, target.width),
      within(y, stepY, lastY, target.width),
    );
    const start = row * target.width;
    for (let column = 0; column < left; column++) {
      target.data[start + column] = sampleNear(source, x + column * stepX, y + column * stepY, border);
    }
    sampleRun(
      source,
      target.data,
      start + left,
      right - left,
      x + left * stepX,
      y + left * stepY,
      stepX,
      stepY,
    );
    for (let column = right; column < target.width; column++) {
      target.data[start + column] = sampleNear(source, x + column * stepX, y + column * stepY, border);
    }
  }
}

/** The samples of a run that has all its neighbours. Nothing here may slow down: it runs for every sample. */
function sampleRun(
  { data, width }: SamplePlane,
  target: Uint8Array,
  start: number,
  count: number,
  startX: number,
  startY: number,
  stepX: number,
  stepY: number,
): void {
  // Each `| 0` tells the compiler that a whole number of 32 bits will do, which makes the loop twice as fast.
  let x = startX | 0;
  let y = startY | 0;
  const end = (start + count) | 0;
  for (let index = start | 0; index < end; index = (index + 1) | 0) {
    const upperPlace = (imul(y >> 16, width) + (x >> 16)) | 0;
    const lowerPlace = (upperPlace + width) | 0;
    const u = (x >> 8) & 0xff;
    const v = (y >> 8) & 0xff;
    const upperLeft = data[upperPlace] as number;
    const lowerLeft = data[lowerPlace] as number;
    const upperRight = data[(upperPlace + 1) | 0] as number;
    const lowerRight = data[(lowerPlace + 1) | 0] as number;
    const upper = ((upperLeft << 8) + imul(upperRight - upperLeft, u)) | 0;
    const lower = ((lowerLeft << 8) + imul(lowerRight - lowerLeft, u)) | 0;
    target[index] = ((upper << 8) + imul((lower - upper) | 0, v) + 0x8000) >> 16;
    x = (x + stepX) | 0;
    y = (y + stepY) | 0;
  }
}

/** A sample that may lie beyond the edges. */
function sampleNear(source: SamplePlane, x: number, y: number, border: PlaneBorder): number {
  const column = Math.floor(x / ONE);
  const row = Math.floor(y / ONE);
  const u = x / ONE - column;
  const v = y / ONE - row;
  const upper = at(source, column, row, border) * (1 - u) + at(source, column + 1, row, border) * u;
  const lower = at(source, column, row + 1, border) * (1 - u) + at(source, column + 1, row + 1, border) * u;
  return Math.round(upper * (1 - v) + lower * v);
}

function at({ data, width, height }: SamplePlane, column: number, row: number, border: PlaneBorder): number {
  const x = edgeIndex(column, width, border.type);
  const y = edgeIndex(row, height, border.type);
  return x < 0 || y < 0 ? border.black : (data[y * width + x] ?? border.black);
}

/** For which of `count` steps a value that starts somewhere lies from 0 to `last`. */
function within(
  start: number,
  step: number,
  last: number,
  count: number,
): readonly [from: number, to: number] {
  if (step === 0) return start >= 0 && start <= last ? [0, count] : [0, 0];
  const atZero = -start / step;
  const atLast = (last - start) / step;
  return [Math.ceil(Math.min(atZero, atLast)), Math.floor(Math.max(atZero, atLast)) + 1].map((step) =>
    Math.min(Math.max(step, 0), count),
  ) as unknown as readonly [number, number];
}

function overlap(
  a: readonly [number, number],
  b: readonly [number, number],
): readonly [from: number, to: number] {
  const from = Math.max(a[0], b[0]);
  return [from, Math.max(from, Math.min(a[1], b[1]))];
}

/**
 * Which sample of a row or column stands for one that may lie beyond its ends.
 *
 * @param length of the row or column, 2 or more
 * @returns -1 for black
 */
function edgeIndex(index: number, length: number, borderType: StabilizerBorderType): number {
  if (index >= 0 && index < length) return index;
  switch (borderType) {
    case 'black':
      return -1;
    case 'replicate':
      return index < 0 ? 0 : length - 1;
    case 'wrap':
      return modulo(index, length);
    case 'reflect': {
      const place = modulo(index, 2 * length);
      return place < length ? place : 2 * length - 1 - place;
    }
    case 'reflect_101': {
      const place = modulo(index, 2 * length - 2);
      return place < length ? place : 2 * length - 2 - place;
    }
  }
}

function modulo(value: number, length: number): number {
  return ((value % length) + length) % length;
}
