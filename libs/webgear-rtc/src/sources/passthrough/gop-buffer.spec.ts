import { beforeEach, describe, expect, test } from '@jest/globals';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { GopBuffer } from './gop-buffer.js';

const MAX_AGE_US = 1_000_000;

describe('a GOP', () => {
  let group: GopBuffer;

  beforeEach(() => {
    group = new GopBuffer(MAX_AGE_US);
  });

  function push(captureTimeUs: number, keyFrame = false, bytes = 10): void {
    const frame = {
      codec: 'h264',
      keyFrame,
      captureTimeUs,
      width: 64,
      height: 36,
      data: Buffer.alloc(bytes),
    };
    group.push(frame satisfies { codec: string } as EncodedFrame);
  }

  const times = (): number[] => group.frames.map(({ captureTimeUs }) => captureTimeUs);

  test('starts over with each key frame', () => {
    push(0);
    expect(times()).toEqual([]);
    push(1, true);
    push(2);
    expect(times()).toEqual([1, 2]);
    push(3, true);
    expect(times()).toEqual([3]);
  });

  test('has the duration it spans, and none before its start', () => {
    expect(group.lengthUs).toBe(0);
    push(100);
    expect(group.lengthUs).toBe(0);
    push(1000, true);
    push(41_000);
    expect(group.lengthUs).toBe(40_000);
  });

  test('is discarded when it gets too long, until the next key frame', () => {
    push(0, true);
    push(MAX_AGE_US);
    expect(times()).toHaveLength(2);
    push(MAX_AGE_US + 1);
    push(MAX_AGE_US + 2);
    expect([times(), group.lengthUs]).toEqual([[], Number.POSITIVE_INFINITY]);
    push(MAX_AGE_US + 3, true);
    expect([times(), group.lengthUs]).toEqual([[MAX_AGE_US + 3], 0]);
  });

  test('is discarded when it gets too large', () => {
    push(0, true, 20 * 1024 * 1024);
    push(1, false, 20 * 1024 * 1024);
    expect([times(), group.lengthUs]).toEqual([[], Number.POSITIVE_INFINITY]);
  });

  test('is empty after it was cleared', () => {
    push(0, true);
    group.clear();
    push(1);
    expect([times(), group.lengthUs]).toEqual([[], 0]);
  });
});
