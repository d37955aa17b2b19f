import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { config, filter, firstValueFrom, map, Subject, take, type Observable } from 'rxjs';
import { IsolatedObservable } from './isolated-observable.js';

describe('an isolated Observable', () => {
  let values: Subject<number>;
  let isolated: Observable<number>;
  let reported: unknown[];
  /** Errors that RxJS rethrows from a timer, which would end the process. */
  let unhandled: unknown[];

  beforeEach(() => {
    values = new Subject();
    [reported, unhandled] = [[], []];
    isolated = IsolatedObservable.of(values, (error) => reported.push(error));
    config.onUnhandledError = (error) => unhandled.push(error);
  });

  afterEach(async () => {
    // RxJS throws what nobody handles from a timer of 0 ms; this one is due after it.
    await new Promise((resolve) => setTimeout(resolve, 1));
    config.onUnhandledError = null;
    expect(unhandled).toEqual([]);
  });

  test.each([
    ['function', (next: (value: number) => void) => isolated.subscribe(next)],
    ['object', (next: (value: number) => void) => isolated.subscribe({ next })],
    [
      'function behind operators',
      (next: (value: number) => void) => isolated.pipe(filter(() => true)).subscribe(next),
    ],
  ])('reports what a %s throws, and continues with all subscribers', (_form, subscribe) => {
    const [seen, others]: [number[], number[]] = [[], []];
    subscribe((value) => {
      seen.push(value);
      throw new Error(`no ${value}`);
    });
    isolated.subscribe((value) => others.push(value));
    values.next(1);
    values.next(2);
    expect([seen, others]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(reported).toEqual([new Error('no 1'), new Error('no 2')]);
  });

  test('reports rejections of an asynchronous subscriber', async () => {
    isolated.subscribe(async () => Promise.reject(new Error('late')));
    values.next(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(reported).toEqual([new Error('late')]);
  });

  test('reports errors of an operator unless the subscriber handles them', () => {
    const broken = isolated.pipe(map((value): number => JSON.parse(`{${value}`) as number));
    const taken: unknown[] = [];
    broken.subscribe();
    broken.subscribe({ error: (error) => taken.push(error) });
    values.next(1);
    expect(reported).toHaveLength(1);
    expect(taken).toHaveLength(1);
  });

  test('works with operators', async () => {
    const first = firstValueFrom(
      isolated.pipe(
        map((value) => value * 2),
        take(1),
      ),
    );
    values.next(21);
    await expect(first).resolves.toBe(42);
    expect(values.observed).toBe(false);
  });
});
