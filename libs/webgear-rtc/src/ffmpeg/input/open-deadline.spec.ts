import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { InputFormat } from 'node-av/lib';
import { OpenDeadline } from './open-deadline.js';

const TIMEOUT_MS = 10_000;

describe('the deadline of an opening', () => {
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

  /** Lets time go by in which something arrives every so often. */
  function receiveEvery(intervalMs: number, forMs: number): void {
    for (let passedMs = 0; passedMs < forMs; passedMs += intervalMs) {
      jest.advanceTimersByTime(intervalMs);
      context.pbBytes += 24_000n;
    }
  }

  test('is kept where there is no stream of bytes, as with RTSP', () => {
    // What node-av gives then, whatever its types say.
    Object.assign(context, { pbBytes: 0 });
    jest.advanceTimersByTime(60_000);
    expect(timedOutAfterMs).toBe(TIMEOUT_MS);
  });

  test('is kept for a source that sends nothing', () => {
    jest.advanceTimersByTime(60_000);
    expect(timedOutAfterMs).toBe(TIMEOUT_MS);
  });

  test('is kept where bytes come in no known format', () => {
    context.iformat = null;
    receiveEvery(1000, 60_000);
    expect(timedOutAfterMs).toBe(TIMEOUT_MS);
  });

  test('is put off while a slow source sends, and not for ever', () => {
    context.pbBytes = 24_000n;
    receiveEvery(12_000, 84_000);
    expect(timedOutAfterMs).toBeUndefined();
    receiveEvery(12_000, 60_000);
    expect(timedOutAfterMs).toBeLessThanOrEqual(120_000);
  });

  test('is kept for a source that has fallen silent', () => {
    context.pbBytes = 24_000n;
    jest.advanceTimersByTime(60_000);
    expect(timedOutAfterMs).toBe(2.5 * TIMEOUT_MS);
  });
});
