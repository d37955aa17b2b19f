import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FramePacer, type PacedQueue } from './frame-pacer.js';

describe('the pacer', () => {
  let clock: VirtualCaptureClock;
  let pacer: FramePacer;
  let turns: [name: string, atMs: number][];

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    pacer = new FramePacer(clock);
    turns = [];
  });

  /** A queue that sends one packet at each of these times, in milliseconds from now. */
  function queueOf(name: string, ...dueMs: number[]): PacedQueue {
    const startUs = clock.nowUs();
    const left = dueMs.map((each) => startUs + each * 1_000);
    return {
      get empty() {
        return left.length === 0;
      },
      get dueUs() {
        return left[0] ?? 0;
      },
      sendDue(nowUs) {
        turns.push([name, (nowUs - startUs) / 1_000]);
        if ((left[0] ?? Number.POSITIVE_INFINITY) > nowUs) return false;
        left.shift();
        return true;
      },
    };
  }

  test('gives a queue a turn when it is due, and not before', async () => {
    pacer.watch(queueOf('one', 7, 20));
    await clock.advance(50);
    expect(turns).toEqual([
      ['one', 7],
      ['one', 20],
    ]);
    expect(clock.sleeping).toBe(0);
  });

  test('wakes up sooner for one that is due sooner', async () => {
    pacer.watch(queueOf('late', 9));
    pacer.watch(queueOf('soon', 3));
    await clock.advance(50);
    expect(turns).toEqual([
      ['soon', 3],
      ['late', 9],
    ]);
  });

  test('gives one that is due within three milliseconds a turn along with another', async () => {
    for (const [name, dueMs] of [
      ['one', 3],
      ['close', 6],
      ['far', 7],
    ] as const) {
      pacer.watch(queueOf(name, dueMs));
    }
    await clock.advance(3);
    expect(turns).toEqual([
      ['one', 3],
      ['close', 3],
    ]);
    await clock.advance(10);
    expect(turns.slice(2).map(([name]) => name)).toContain('far');
    expect(clock.sleeping).toBe(0);
  });

  test('asks one that the network holds up each millisecond', async () => {
    let isRefused = true;
    const queue: PacedQueue = {
      get empty() {
        return !isRefused && turns.length > 4;
      },
      dueUs: 0,
      sendDue(nowUs) {
        turns.push(['held up', nowUs / 1_000]);
        return !isRefused;
      },
    };
    const startMs = clock.nowUs() / 1_000;
    pacer.watch(queue);
    await clock.advance(4);
    isRefused = false;
    await clock.advance(10);
    expect(turns.map(([, atMs]) => atMs - startMs)).toEqual([1, 2, 3, 4, 5]);
    expect(clock.sleeping).toBe(0);
  });

  test('leaves one alone that it is told to forget', async () => {
    const queue = queueOf('one', 5);
    pacer.watch(queue);
    pacer.forget(queue);
    await clock.advance(20);
    expect(turns).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });
});
