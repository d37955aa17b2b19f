import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Semaphore } from './semaphore.js';
import { waitForRead } from './wait-for-read.js';

describe('waitForRead', () => {
  let settle: (result: number) => void;
  let reading: Promise<number>;
  let interrupts: number;
  const interrupt = () => {
    interrupts++;
    // As FFmpeg does: the read returns an error number.
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

  it('needs no permit while its source delivers', async () => {
    const result = waitForRead(reading, { label: 'camera', interrupt, semaphore: new Semaphore(0) });
    jest.advanceTimersByTime(999);
    settle(7);
    expect(await result).toBe(7);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('holds its permit until the read returns', async () => {
    const semaphore = new Semaphore(1);
    const result = waitForRead(reading, { label: 'camera', interrupt, semaphore });
    jest.advanceTimersByTime(60_000);
    expect(semaphore.tryAcquire()).toBeUndefined();
    settle(7);
    expect(await result).toBe(7);
    expect(semaphore.tryAcquire()).toBeDefined();
  });

  it('cancels the read without a free permit, and names the remedy', async () => {
    const result = waitForRead(reading, { label: 'camera', interrupt, semaphore: new Semaphore(0) });
    jest.advanceTimersByTime(1000);
    await expect(result).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNREACHABLE',
      message: expect.stringContaining('larger UV_THREADPOOL_SIZE'),
    });
    expect(interrupts).toBe(1);
  });

  it('rejects with the error of a failed read', async () => {
    const failing = Promise.reject(new Error('Connection reset'));
    const result = waitForRead(failing, { label: 'camera', interrupt, semaphore: new Semaphore(0) });
    await expect(result).rejects.toThrow('Connection reset');
  });
});
