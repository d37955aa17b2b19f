import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Semaphore } from './semaphore.js';
import { waitForRead } from './wait-for-read.js';

describe('a read that holds a thread', () => {
  let settle: (result: number) => void;
  let reading: Promise<number>;
  let interrupts: number;
  const interrupt = () => {
    interrupts++;
    // As FFmpeg does: the read comes back with an error number.
    settle(-1);
  };

  beforeEach(() => {
    jest.useFakeTimers();
    interrupts = 0;
    reading = new Promise((resolve) => (settle = resolve));
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('needs no turn as long as its source is not silent', async () => {
    const result = waitForRead(reading, { label: 'camera', interrupt, semaphore: new Semaphore(0) });
    jest.advanceTimersByTime(999);
    settle(7);
    expect(await result).toBe(7);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('goes on in its turn for as long as it takes, and then leaves the turn to another', async () => {
    const semaphore = new Semaphore(1);
    const result = waitForRead(reading, { label: 'camera', interrupt, semaphore });
    jest.advanceTimersByTime(60_000);
    expect(semaphore.tryAcquire()).toBeUndefined();
    settle(7);
    expect(await result).toBe(7);
    expect(semaphore.tryAcquire()).toBeDefined();
  });

  it('is given up where there is no turn left, with the way out', async () => {
    const result = waitForRead(reading, { label: 'camera', interrupt, semaphore: new Semaphore(0) });
    jest.advanceTimersByTime(1000);
    await expect(result).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNREACHABLE',
      message: expect.stringContaining('larger UV_THREADPOOL_SIZE'),
    });
    expect(interrupts).toBe(1);
  });

  it('that fails by itself says why', async () => {
    const failing = Promise.reject(new Error('Connection reset'));
    const result = waitForRead(failing, { label: 'camera', interrupt, semaphore: new Semaphore(0) });
    await expect(result).rejects.toThrow('Connection reset');
  });
});
