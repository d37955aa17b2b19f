import { expect, test } from '@jest/globals';
import { batchPayloads, maxBatchPayloads } from './gso-batches.js';

const ofLengths = (...lengths: number[]): Buffer[] =>
  lengths.map((length, at) => Buffer.alloc(length, at + 1));
const lengthsOf = (cut: readonly Buffer[]): number[][] =>
  batchPayloads(cut).batches.map(({ payloads }) => payloads.map(({ length }) => length));

test('payloads lie next to each other, in order and unchanged', () => {
  const cut = ofLengths(30, 500, 500, 20);
  const { payloads, batches, byteLength } = batchPayloads(cut);
  expect(payloads).toEqual(cut);
  expect(byteLength).toBe(1050);
  expect(Buffer.concat(batches.map(({ bytes }) => bytes))).toEqual(Buffer.concat(cut));
  for (const { bytes, payloads: parts } of batches) expect(Buffer.concat(parts)).toEqual(bytes);
});

test('a batch ends with the first shorter payload, because no segment may follow that is unlike the others', () => {
  expect(lengthsOf(ofLengths(30, 500, 500, 20, 20, 500))).toEqual([[30], [500, 500, 20], [20], [500]]);
});

test('a batch is never longer than is sent in one go', () => {
  const lengths = Array.from({ length: 2 * maxBatchPayloads + 3 }, () => 100);
  expect(lengthsOf(ofLengths(...lengths)).map(({ length }) => length)).toEqual([
    maxBatchPayloads,
    maxBatchPayloads,
    3,
  ]);
});

test('nothing makes no batch', () => {
  expect(batchPayloads([])).toEqual({ payloads: [], batches: [], byteLength: 0 });
});
