import { availableParallelism } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

const threadsOf = (options: Partial<WebGearRtcOptions>): number =>
  resolveOptions({ source: 'test:', ...options }).threads;

describe('threads', () => {
  test.each([
    [undefined, 0],
    [false, 0],
    [0, 0],
    [3, 3],
  ])('%s are %i', (threads, expected) => {
    expect(threadsOf(threads === undefined ? {} : { threads })).toBe(expected);
  });

  test('leave one processor to the rest when their number is not said', () => {
    expect(threadsOf({ threads: true })).toBe(Math.min(64, availableParallelism() - 1));
  });

  test.each([-1, 1.5, 65, '2', null])('are not %s', (threads) => {
    expect(() => threadsOf({ threads: threads as number })).toThrow(
      'Option "threads" must be a number of threads, or whether there are any',
    );
  });

  test('have a UDP port each, of which there are so many', () => {
    expect(threadsOf({ threads: 2, udpPort: 65_534 })).toBe(2);
    expect(threadsOf({ threads: 3, udpPort: 0 })).toBe(3);
    expect(threadsOf({ threads: false, udpPort: 65_535 })).toBe(0);
    expect(() => threadsOf({ threads: 3, udpPort: 65_534 })).toThrow(
      'Option "udpPort" must leave a UDP port for each of 3 threads, but got 65534. Allowed: 0 to 65533.',
    );
  });
});
