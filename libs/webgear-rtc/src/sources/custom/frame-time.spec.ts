import { describe, expect, it } from '@jest/globals';
import { loadNodeAv } from '../../ffmpeg/load-node-av.js';
import type { FrameInput } from '../../media/frame-input.js';
import { frameTimeUs } from './frame-time.js';

describe('the capture time of an input', () => {
  it.each<[object, number | undefined]>([
    [{ captureTimeUs: 40_000 }, 40_000],
    [{ timestamp: 40_000 }, 40_000],
    [{ captureTimeUs: 1, timestamp: 2 }, 1],
    [{ timestamp: null }, undefined],
    [{ captureTimeUs: Number.NaN }, undefined],
    [{}, undefined],
  ])('is read from %j: %s', (input, expected) => {
    expect(frameTimeUs(input as FrameInput)).toBe(expected);
  });

  it.each<[bigint | undefined, [number, number] | undefined, number | undefined]>([
    [3003n, [1, 90_000], 33_366.666_666_666_664],
    [0n, [1, 30], 0],
    [3003n, undefined, undefined],
    [undefined, [1, 30], undefined],
  ])('is read from pts and timeBase of a node-av Frame', async (pts, timeBase, expected) => {
    const { Frame, Rational } = await loadNodeAv();
    using frame = new Frame();
    frame.alloc();
    if (pts !== undefined) frame.pts = pts;
    if (timeBase !== undefined) frame.timeBase = new Rational(...timeBase);
    expect(frameTimeUs(frame)).toBe(expected);
  });
});
