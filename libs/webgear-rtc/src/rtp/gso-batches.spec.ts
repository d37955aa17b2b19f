import { expect, test } from '@jest/globals';
import { batchPayloads, leastMemoryBytes, maxBatchPayloads, splitBatches } from './gso-batches.js';

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

test('payloads that lie next to each other in memory of their own are not copied, others are', () => {
  const memory = Buffer.allocUnsafeSlow(1100);
  for (let at = 0; at < memory.length; at++) memory[at] = at % 251;
  const cut = [memory.subarray(50, 550), memory.subarray(550, 1050)];
  const { payloads, batches } = batchPayloads(cut, true);
  expect(payloads).toEqual(cut);
  expect(batches.map(({ bytes }) => bytes)).toEqual([memory.subarray(50, 1050)]);
  expect(payloads.every(({ buffer }) => buffer === memory.buffer)).toBe(true);
  expect(batchPayloads(cut).payloads.some(({ buffer }) => buffer === memory.buffer)).toBe(false);
});

test('no payloads lie in memory so small that the engine moves it', () => {
  const small = Buffer.allocUnsafeSlow(200).fill(3);
  const cut = [small.subarray(10, 100), small.subarray(100, 190)];
  for (const { payloads } of [batchPayloads(cut, true), batchPayloads(ofLengths(30))]) {
    expect(payloads[0]?.buffer.byteLength).toBeGreaterThanOrEqual(leastMemoryBytes);
  }
  expect(batchPayloads(cut, true).payloads).toEqual(cut);
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

test('a split frame begins with what may leave at once, goes on in batches of the pace, and is made once', () => {
  const cut = batchPayloads(ofLengths(...Array.from({ length: 20 }, () => 100), 30));
  const frame = { codec: 'vp8' as const, keyFrame: true, captureTimeUs: 0, rtpTimestamp: 0, ...cut };
  const lengths = (first: number, others: number) =>
    splitBatches(frame, first, others).batches.map(({ payloads }) => payloads.length);
  expect(lengths(4, 4)).toEqual([4, 4, 4, 4, 4, 1]);
  expect(lengths(-3, 2)).toEqual([4, 4, 4, 4, 4, 1]);
  expect(lengths(5, 9)).toEqual([4, 8, 8, 1]);
  expect(lengths(11, 8)).toEqual([8, 8, 5]);
  expect(lengths(11, 4)).toEqual([4, 4, 4, 4, 4, 1]);
  expect(lengths(7, 15)).toEqual([4, 12, 5]);
  expect(lengths(40, 40)).toEqual([16, 5]);
  expect(splitBatches(frame, 9, 8)).toBe(splitBatches(frame, 11, 10));
  const split = splitBatches(frame, 5, 9).batches;
  expect(Buffer.concat(split.map(({ bytes }) => bytes))).toEqual(Buffer.concat([...cut.payloads]));
  for (const { bytes, payloads } of split) expect(Buffer.concat(payloads)).toEqual(bytes);
});
