import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { InputFormat } from 'node-av/lib';
import { OpenDeadline } from './open-deadline.js';

const TIMEOUT_MS = 10_000;

describe('OpenDeadline', () => {
  const context: { iformat: InputFormat | null; pbBytes: bigint } = { iformat: null, pbBytes: 0n };
  let timedOutAfterMs: number | undefined;
  let deadline: OpenDeadline;

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(context, { iformat: {}, pbBytes: 0n });
    const startedAtMs = performance.now();
    timedOutAfterMs = undefined;
    deadline = new OpenDeadline(context, TIMEOUT_MS, () => {
      timedOutAfterMs = performance.now() - startedAtMs;
    });
  });

  afterEach(() => {
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  /** Advances time while data arrives at intervals. */
  function receiveEvery(intervalMs: number, forMs: number): void {
    for (let passedMs = 0; passedMs < forMs; passedMs += intervalMs) {
      jest.advanceTimersByTime(intervalMs);
      context.pbBytes += 24_000n;
    }
  }

  test('applies without a byte stream, as with RTSP', () => {
    // What node-av returns then, contrary to its types.
    Object.assign(context, { pbBytes: 0 });
    jest.advanceTimersByTime(60_000);
    expect(timedOutAfterMs).toBe(TIMEOUT_MS);
  });

  test('applies to a source that sends nothing', () => {
    jest.advanceTimersByTime(60_000);
    expect(timedOutAfterMs).toBe(TIMEOUT_MS);
  });

  test('applies to data of an unknown format', () => {
    context.iformat = null;
    receiveEvery(1000, 60_000);
    expect(timedOutAfterMs).toBe(TIMEOUT_MS);
  });

  test('is extended while a slow source sends, up to a limit', () => {
    context.pbBytes = 24_000n;
    receiveEvery(12_000, 84_000);
    expect(timedOutAfterMs).toBeUndefined();
    receiveEvery(12_000, 60_000);
    expect(timedOutAfterMs).toBeLessThanOrEqual(120_000);
  });

  test('applies to a source that has fallen silent', () => {
    context.pbBytes = 24_000n;
    jest.advanceTimersByTime(60_000);
    expect(timedOutAfterMs).toBe(2.5 * TIMEOUT_MS);
  });
});
