import { describe, expect, it } from '@jest/globals';
import { Semaphore } from './semaphore.js';

const never = new AbortController().signal;

describe('Semaphore', () => {
  it('come in order, so many at a time', async () => {
    const turns = new Semaphore(2);
    const order: string[] = [];
    const [first] = await Promise.all([turns.take(never), turns.take(never)]);
    const third = turns.take(never).then((end) => (order.push('third'), end));
    const fourth = turns.take(never).then((end) => (order.push('fourth'), end));
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

  it('are not waited for by who has left', async () => {
    const turns = new Semaphore(1);
    const end = await turns.take(never);
    const leaving = new AbortController();
    const left = turns.take(leaving.signal);
    const next = turns.take(never);
    leaving.abort();
    (await left)();
    end();
    (await next)();
    expect(await turns.take(never)).toBeInstanceOf(Function);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
