import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Motion, type MotionAnswer, type MotionMessage } from './motion.js';

describe('the newest value of a control', () => {
  let sent: MotionMessage[];
  let answer: MotionAnswer;
  let takesMs: number;
  let motion: Motion;

  beforeEach(() => {
    jest.useFakeTimers();
    [sent, answer, takesMs] = [[], {}, 10];
    motion = new Motion(
      async (message) => {
        sent.push(message);
        await new Promise((resolve) => setTimeout(resolve, takesMs));
        return answer;
      },
      () => Date.now(),
    );
  });

  afterEach(() => {
    motion.release();
    jest.useRealTimers();
  });

  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
  const values = (): unknown[] => sent.map(({ value }) => value);

  it('is sent at once, and one that replaces it after a pause', async () => {
    for (const value of [1, 2, 3]) motion.set(value);
    expect(values()).toEqual([1]);
    await pass(1000);
    expect(values()).toEqual([1, 3]);
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 3]);
  });

  it('is confirmed where the server would stop it, and only there', async () => {
    answer = { deadManMs: 400 };
    motion.set('left');
    await pass(1005);
    expect(sent).toHaveLength(11);
    expect(new Set(sent.map(({ sequence }) => sequence))).toEqual(new Set([1]));
    expect(motion.isKeptAlive).toBe(true);
    motion.release();
    expect(sent.at(-1)).toEqual({ kind: 'release', sequence: 2 });
    const { length } = sent;
    await pass(2000);
    expect(sent).toHaveLength(length);
  });

  it('is not delayed by a network that is far away', async () => {
    answer = { deadManMs: 400 };
    takesMs = 300;
    motion.set(0);
    await pass(300);
    const before = sent.length;
    for (let value = 1; value <= 100; value++) {
      motion.set(value);
      await pass(10);
    }
    // Three requests in 300 ms.
    expect(sent.length - before).toBeGreaterThanOrEqual(9);
    await pass(400);
    expect(values().at(-1)).toBe(100);
  });

  it('is sent no more once it is refused, until there is another one', async () => {
    answer = { isRefused: true };
    motion.set('left');
    await pass(1000);
    motion.release();
    expect(sent).toHaveLength(1);
    motion.set('right');
    expect(values()).toEqual(['left', 'right']);
  });

  it('needs no release if it does not move', () => {
    motion.release();
    expect(sent).toEqual([]);
  });
});
