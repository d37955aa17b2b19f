import { beforeEach, describe, expect, test } from '@jest/globals';
import { KeyFramesOnly } from './key-frames-only.js';

describe('key frames only', () => {
  let requestedMs: number[];
  let nowMs: number;
  let frames: KeyFramesOnly;

  beforeEach(() => {
    [requestedMs, nowMs] = [[], 0];
    frames = new KeyFramesOnly(() => requestedMs.push(nowMs));
    frames.leavesOut(true, false, 0);
  });

  const set = (active: boolean): void => frames.set(active, nowMs * 1000);
  const leavesOut = (keyFrame: boolean, isBusy = false): boolean =>
    frames.leavesOut(keyFrame, isBusy, nowMs * 1000);
  /** Frames without one that is decodable alone, until a moment. */
  const deltasUntil = (untilMs: number, isBusy = false): boolean[] => {
    const out: boolean[] = [];
    for (; nowMs < untilMs; nowMs += 40) out.push(leavesOut(false, isBusy));
    return out;
  };

  test('leaves nothing out before it begins', () => {
    expect(deltasUntil(400)).not.toContain(true);
    expect(requestedMs).toEqual([]);
  });

  test('leaves out what is between key frames, and requests one a second and a half after the last', () => {
    nowMs = 400;
    set(true);
    expect(deltasUntil(1500)).not.toContain(false);
    expect(requestedMs).toEqual([]);
    expect(deltasUntil(3400)).not.toContain(false);
    expect(requestedMs).toEqual([1520, 2520]);
    expect(leavesOut(true)).toBe(false);
    deltasUntil(4800);
    expect(requestedMs).toHaveLength(2);
  });

  test('requests none, and takes none, while one is under way', () => {
    set(true);
    deltasUntil(4000, true);
    expect(requestedMs).toEqual([]);
    expect(leavesOut(true, true)).toBe(true);
    expect(leavesOut(true, false)).toBe(false);
  });

  test('ends with a key frame, which is requested at once', () => {
    set(true);
    deltasUntil(500);
    set(false);
    expect(requestedMs).toEqual([520]);
    expect(deltasUntil(800)).not.toContain(false);
    expect(leavesOut(true)).toBe(false);
    expect(leavesOut(false)).toBe(false);
    expect(requestedMs).toEqual([520]);
  });

  test('requests it again where it does not come', () => {
    set(true);
    deltasUntil(500);
    set(false);
    deltasUntil(2600);
    expect(requestedMs).toEqual([520, 1520, 2520]);
  });

  test('ends at once where nothing was left out', () => {
    set(true);
    set(false);
    expect([leavesOut(false), requestedMs]).toEqual([false, []]);
  });
});
