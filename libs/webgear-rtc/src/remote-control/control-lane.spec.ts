import { beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { ControlLane } from './control-lane.js';

describe('the calls of one control by one viewer', () => {
  let clock: VirtualCaptureClock;
  let lane: ControlLane;
  let made: string[];
  let finish: (() => void)[];

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    lane = new ControlLane(clock, 30);
    [made, finish] = [[], []];
  });

  /** A call that ends when the test says so. */
  const slow = (name: string) => (): Promise<string> => {
    made.push(name);
    return new Promise((resolve) => finish.push(() => resolve(name)));
  };
  const quick = (name: string) => (): Promise<string> => {
    made.push(name);
    return Promise.resolve(name);
  };
  const settle = (): Promise<void> => clock.advance(0);

  it('are made one at a time, of motions that wait the newest', async () => {
    const outcomes = ['one', 'two', 'three'].map((name, index) =>
      lane.move(index === 0 ? slow(name) : quick(name)),
    );
    await settle();
    // The first waits for its turn too, so that it is replaced as well.
    expect(made).toEqual(['three']);
    expect(await Promise.all(outcomes)).toMatchObject([
      { kind: 'replaced' },
      { kind: 'replaced' },
      { kind: 'done', result: 'three' },
    ]);
  });

  it('do not overlap, and commands keep their order', async () => {
    const answers = ['one', 'two'].map((name) => lane.command(slow(name)));
    const moving = lane.move(quick('motion'));
    await settle();
    expect(made).toEqual(['one']);
    finish[0]?.();
    await settle();
    expect(made).toEqual(['one', 'two']);
    finish[1]?.();
    expect(await Promise.all(answers)).toEqual(['one', 'two']);
    expect(await moving).toEqual({ kind: 'done', result: 'motion' });
  });

  it('fail alone', async () => {
    const refuse = (): Promise<never> => Promise.reject(new Error('no'));
    await expect(lane.command(refuse)).rejects.toThrow('no');
    await expect(lane.move(refuse)).rejects.toThrow('no');
    expect(await lane.command(quick('yes'))).toBe('yes');
  });

  it('are stopped after the call that runs, and before any other', async () => {
    void lane.move(slow('motion'));
    await settle();
    const waiting = lane.move(quick('next'));
    const stopped = lane.stop(quick('stop'));
    const later = lane.move(quick('later'));
    await clock.advance(500);
    expect(made).toEqual(['motion']);
    finish[0]?.();
    await stopped;
    await later;
    expect(made).toEqual(['motion', 'stop', 'later']);
    expect(await waiting).toEqual({ kind: 'replaced' });
  });

  it('are stopped beside a call that hangs, and once more when it ends', async () => {
    void lane.move(slow('motion'));
    await settle();
    const stopped = lane.stop(quick('stop'));
    await clock.advance(1000);
    await stopped;
    expect(made).toEqual(['motion', 'stop']);
    finish[0]?.();
    await settle();
    expect(made).toEqual(['motion', 'stop', 'stop']);
  });

  it('are as many a second as allowed', async () => {
    const admitted = (): number => Array.from({ length: 100 }, () => lane.admit()).filter(Boolean).length;
    expect(admitted()).toBe(30);
    await clock.advance(500);
    expect(admitted()).toBe(15);
  });

  it('have an order, which requests may not have', () => {
    expect([5, 5, 4, 6, undefined, 6, 7].map((sequence) => lane.orderOf(sequence))).toEqual([
      'newer',
      'same',
      'older',
      'newer',
      'newer',
      'older',
      'same',
    ]);
  });
});
