import { expect, it } from '@jest/globals';
import { usefulLengths, usualLength, windowOf } from './time-window.js';

const minuteMs = 60_000;
const texts = (keptMs: number): string[] =>
  usefulLengths(keptMs).map(({ count, unit }) => `${count} ${unit}`);

it.each([
  [0, ['1 minute']],
  [30_000, ['1 minute']],
  [5 * minuteMs, ['1 minute', '10 minute']],
  [50 * minuteMs, ['10 minute', '1 hour']],
  [25 * 60 * minuteMs, ['10 minute', '1 hour', '6 hour', '1 day', '7 day']],
  [9999 * 24 * 60 * minuteMs, ['10 minute', '1 hour', '6 hour', '1 day', '7 day', '30 day', '365 day']],
])('the slider for %i ms of recording shows %j', (keptMs, expected) => {
  expect(texts(keptMs)).toEqual(expected);
});

it('shows an hour at first, or less where less is kept', () => {
  const first = (keptMs: number): number | undefined => usualLength(usefulLengths(keptMs))?.ms;
  expect([first(30_000), first(5 * minuteMs), first(1e9)]).toEqual([minuteMs, 10 * minuteMs, 60 * minuteMs]);
});

it('ends at this moment, unless what is shown would lie outside of it', () => {
  expect(windowOf(1000, undefined, 5000)).toEqual({ startMs: 4000, endMs: 5000 });
  expect(windowOf(1000, 4200, 5000)).toEqual({ startMs: 4000, endMs: 5000 });
  expect(windowOf(1000, 2000, 5000)).toEqual({ startMs: 1500, endMs: 2500 });
  // Never beyond this moment.
  expect(windowOf(1000, 3900, 5000)).toEqual({ startMs: 3400, endMs: 4400 });
});
