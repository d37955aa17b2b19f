import { describe, expect, it } from '@jest/globals';
import { Semaphore } from './semaphore.js';

const never = new AbortController().signal;

describe('Semaphore', () => {
  it('grants permits in FIFO order', async () => {
    const semaphore = new Semaphore(2);
    const order: string[] = [];
    const [first] = await Promise.all([semaphore.acquire(never), semaphore.acquire(never)]);
    const third = semaphore.acquire(never).then((end) => (order.push('third'), end));
    const fourth = semaphore.acquire(never).then((end) => (order.push('fourth'), end));
    await settled();
    expect(order).toEqual([]);
    first();
    first();
    await settled();
    expect(order).toEqual(['third']);
    (await third)();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('skips waiters that have aborted', async () => {
    const semaphore = new Semaphore(1);
    const end = await semaphore.acquire(never);
    const leaving = new AbortController();
    const left = semaphore.acquire(leaving.signal);
    const next = semaphore.acquire(never);
    leaving.abort();
    (await left)();
    end();
    (await next)();
    expect(await semaphore.acquire(never)).toBeInstanceOf(Function);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
