import { describe, expect, it } from '@jest/globals';
import { KeptTimes, sharesOf } from './kept-times.js';

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
const span = (start: number, end: number): object => ({ start: at(start), durationMs: (end - start) * 1000 });

describe('what is kept of a stream', () => {
  const answer = {
    segments: [span(130, 200), span(0, 60), span(60.5, 100)],
    current: span(200.2, 297),
    now: at(300),
  };
  // The clock of the browser is ten minutes behind.
  const kept = new KeptTimes(answer, -300_000);

  it('is one span where a file follows the other, and reaches to this moment while it grows', () => {
    expect(kept.at(-300_000)).toEqual([
      { startMs: 0, endMs: 100_000 },
      { startMs: 130_000, endMs: 300_000 },
    ]);
    expect(kept.at(-240_000).at(-1)?.endMs).toBe(360_000);
    expect([kept.oldestMs, kept.serverTime(-240_000)]).toEqual([0, 360_000]);
  });

  it('is sought at a time, or after the gap that it is in', () => {
    const nearest = (timeMs: number): number | undefined => kept.nearest(timeMs, -300_000);
    expect([-Infinity, 50_000, 110_000, 150_000, 400_000].map(nearest)).toEqual([
      0,
      50_000,
      130_000,
      150_000,
      undefined,
    ]);
  });

  it('is met by a pointer that is just beside it', () => {
    const aimed = (timeMs: number): number | undefined => kept.nearest(timeMs, -300_000, 5000);
    expect([104_000, 106_000].map(aimed)).toEqual([0, 130_000]);
  });

  it('does not grow while nothing is written', () => {
    const ended = new KeptTimes({ segments: [span(0, 60)], now: at(61) }, 61_000);
    expect(ended.at(90_000)).toEqual([{ startMs: 0, endMs: 60_000 }]);
    const lost = new KeptTimes({ segments: [], current: span(0, 60), now: at(90) }, 90_000);
    expect(lost.at(100_000)).toEqual([{ startMs: 0, endMs: 60_000 }]);
  });

  it.each([
    undefined,
    null,
    'x',
    {},
    { segments: 'x' },
    { segments: [{ start: 'x', durationMs: 1 }, null, { start: at(1), durationMs: '1' }] },
  ])('is nothing in %j', (strange) => {
    const nothing = new KeptTimes(strange, 1000);
    expect([nothing.at(1000), nothing.oldestMs, nothing.nearest(0, 1000)]).toEqual([
      [],
      undefined,
      undefined,
    ]);
  });
});

describe('what is drawn of it', () => {
  it('is cut at the window, joins what is too close to be told apart, and leaves nothing too short to be seen', () => {
    const spans = [
      { startMs: -50, endMs: 100 },
      { startMs: 105, endMs: 200 },
      { startMs: 500, endMs: 501 },
      { startMs: 900, endMs: 2000 },
      { startMs: 3000, endMs: 4000 },
    ];
    expect(sharesOf(spans, { startMs: 0, endMs: 1000 }, 0.01)).toEqual([
      { from: 0, to: 0.2 },
      { from: 0.5, to: 0.51 },
      { from: 0.9, to: 1 },
    ]);
  });
});
