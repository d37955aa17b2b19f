import { expect, test } from '@jest/globals';
import { batchPayloads, maxRunPayloads } from './gso-batches.js';

const ofLengths = (...lengths: number[]): Buffer[] =>
  lengths.map((length, at) => Buffer.alloc(length, at + 1));
const lengthsOf = (cut: readonly Buffer[]): number[][] =>
  batchPayloads(cut).runs.map(({ payloads }) => payloads.map(({ length }) => length));

test('payloads lie next to each other, in order and unchanged', () => {
  const cut = ofLengths(30, 500, 500, 20);
  const { payloads, runs, byteLength } = batchPayloads(cut);
  expect(payloads).toEqual(cut);
  expect(byteLength).toBe(1050);
  expect(Buffer.concat(runs.map(({ bytes }) => bytes))).toEqual(Buffer.concat(cut));
  for (const { bytes, payloads: parts } of runs) expect(Buffer.concat(parts)).toEqual(bytes);
});

test('a run ends with the first shorter payload, because no segment may follow that is unlike the others', () => {
  expect(lengthsOf(ofLengths(30, 500, 500, 20, 20, 500))).toEqual([[30], [500, 500, 20], [20], [500]]);
});

test('a run is never longer than is sent in one go', () => {
  const lengths = Array.from({ length: 2 * maxRunPayloads + 3 }, () => 100);
  expect(lengthsOf(ofLengths(...lengths)).map(({ length }) => length)).toEqual([
    maxRunPayloads,
    maxRunPayloads,
    3,
  ]);
});

test('nothing makes no run', () => {
  expect(batchPayloads([])).toEqual({ payloads: [], runs: [], byteLength: 0 });
});
