import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from './capture-clock.js';

describe('SystemCaptureClock', () => {
  const clock = new SystemCaptureClock();

  it('counts microseconds and never goes back', () => {
    const times = Array.from({ length: 1000 }, () => clock.nowUs());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every(Number.isInteger)).toBe(true);
  });

  it('agrees with a clock in another thread', async () => {
    const code =
      'const [s, n] = process.hrtime(); require("node:worker_threads").parentPort.postMessage(s * 1e6 + n / 1e3)';
    const beforeUs = clock.nowUs();
    const worker = new Worker(code, { eval: true });
    const thereUs = await new Promise<number>((resolve) => worker.once('message', resolve));
    expect(thereUs).toBeGreaterThanOrEqual(beforeUs);
    expect(thereUs).toBeLessThanOrEqual(clock.nowUs());
    await worker.terminate();
  });

  it('sleeps as long as it is told', async () => {
    const startUs = clock.nowUs();
    await clock.sleep(20);
    expect(clock.nowUs() - startUs).toBeGreaterThan(18_000);
  });

  it('wakes when the signal aborts, and does not sleep when it has already', async () => {
    const abort = new AbortController();
    const asleep = clock.sleep(60_000, abort.signal);
    abort.abort();
    await expect(asleep).resolves.toBeUndefined();
    await expect(clock.sleep(60_000, abort.signal)).resolves.toBeUndefined();
  });
});
