import { describe, expect, it } from '@jest/globals';
import { DropRatio } from './drop-ratio.js';
import { reportHealth, type ExaminedStream } from './health-report.js';

const stream = (streamName: string, state: ExaminedStream['state'], dropRatio = 0): ExaminedStream => ({
  streamName,
  state,
  dropRatio,
});

describe('the health of streams', () => {
  it.each([
    [[stream('a', 'live')], 0.001, 'up', []],
    [[stream('a', 'idle'), stream('b', 'starting')], undefined, 'up', []],
    [[stream('a', 'reconnecting'), stream('b', 'live')], 0, 'degraded', ['stream "a" is reconnecting']],
    [[stream('a', 'ended')], 0, 'down', ['stream "a" has ended']],
    [[stream('a', 'ended'), stream('b', 'idle')], 0, 'down', ['stream "a" has ended']],
    // A server of many cameras is not down because of one.
    [[stream('a', 'closed'), stream('b', 'live')], 0, 'degraded', ['stream "a" is closed']],
    [[stream('a', 'live', 0.25)], 0, 'degraded', ['stream "a" drops 25 % of its frames']],
    [[stream('a', 'live', 0.2)], 0.05, 'up', []],
    [[stream('a', 'live')], 0.08, 'degraded', ['the event loop is 80 ms late']],
    [[], 0, 'up', []],
  ] as const)('%j is, with %s s of delay, %s', (streams, delay, status, problems) => {
    const report = reportHealth(streams, delay);
    expect([report.status, report.problems]).toEqual([status, problems]);
    expect(Object.keys(report.streams)).toEqual(streams.map(({ streamName }) => streamName));
  });
});

describe('the share of frames that is dropped', () => {
  it('is that of the last ten seconds, of the step that drops most', () => {
    let nowMs = 0;
    const drops = new DropRatio(() => nowMs);
    const step = (passed: number, dropped: number) => ({ passed, dropped });
    expect(drops.measure([step(90, 10), step(0, 0)])).toBeCloseTo(0.1);
    nowMs = 9999;
    expect(drops.measure([step(90, 100), step(0, 0)])).toBeCloseTo(0.1);
    nowMs = 10_000;
    expect(drops.measure([step(190, 10), step(50, 50)])).toBeCloseTo(0.5);
    nowMs = 20_000;
    expect(drops.measure([step(290, 10), step(150, 50)])).toBe(0);
  });
});
