import { beforeEach, describe, expect, it } from '@jest/globals';
import { PacedTimeline } from './paced-timeline.js';

const INTERVAL_US = 40_000;

describe('PacedTimeline', () => {
  let timeline: PacedTimeline;
  const due = (mediaTimeUs: number, nowUs: number) => timeline.dueUs(mediaTimeUs, nowUs, INTERVAL_US);

  beforeEach(() => {
    timeline = new PacedTimeline();
  });

  it('keeps the spacing of the timestamps, even or not', () => {
    const dues = [7_000, 47_000, 60_000, 200_000].map((mediaTimeUs) => due(mediaTimeUs, 1_000_000));
    expect(dues).toEqual([1_000_000, 1_040_000, 1_053_000, 1_193_000]);
  });

  it('does not move for a short delay, so that later frames catch up', () => {
    due(0, 0);
    expect(due(40_000, 150_000)).toBe(40_000);
    expect(due(80_000, 150_000)).toBe(80_000);
  });

  it('continues from now if the pace cannot be kept', () => {
    due(0, 0);
    expect(due(40_000, 500_000)).toBe(500_000);
    expect(due(80_000, 500_000)).toBe(540_000);
  });

  it('appends a second run after one frame interval', () => {
    due(0, 0);
    due(40_000, 1_000);
    timeline.restart();
    expect(due(0, 42_000)).toBe(80_000);
    expect(due(40_000, 42_000)).toBe(120_000);
  });

  it('starts from now after a long pause between runs', () => {
    due(0, 0);
    timeline.restart();
    expect(due(0, 5_000_000)).toBe(5_000_000);
  });

  it.each([
    ['back', 1_000],
    ['ahead by more than a pause can be', 60_000_000],
  ])('advances by one frame interval when the timestamps jump %s', (_where, mediaTimeUs) => {
    due(500_000, 0);
    due(540_000, 0);
    expect(due(mediaTimeUs, 40_000)).toBe(80_000);
  });

  it('never shows two frames at one time, even if their timestamps are equal', () => {
    expect(due(0, 0)).toBeLessThan(due(0, 0));
  });

  /** Plays timestamps like the supervisor, which requests the next frame after the previous one was shown. */
  function play(mediaTimesUs: readonly number[], intervalUs = INTERVAL_US): number[] {
    const dues: number[] = [];
    for (const timeUs of mediaTimesUs) {
      dues.push(timeline.dueUs(timeUs, dues.at(-1) ?? 1_000_000, intervalUs));
    }
    return dues.map((dueUs) => dueUs - 1_000_000);
  }
  const even = (count: number, startUs = 0, intervalUs = INTERVAL_US) =>
    Array.from({ length: count }, (_, index) => startUs + index * intervalUs);
  const steps = (dues: readonly number[]) => dues.slice(1).map((dueUs, index) => dueUs - (dues[index] ?? 0));

  it.each([
    ['four frames', 160_000, 0],
    ['four frames, a tick apart', 160_000, 78],
    ['51 frames', 2_040_000, 0],
  ])('spreads %s with one timestamp evenly', (_what, groupUs, tickUs) => {
    const stamps = even(200).map((timeUs) => {
      const inGroupUs = timeUs % groupUs;
      return timeUs - inGroupUs + (inGroupUs / INTERVAL_US) * tickUs;
    });
    expect(steps(play(stamps)).every((stepUs) => Math.abs(stepUs - INTERVAL_US) < 1000)).toBe(true);
  });

  it('learns the interval of frames with one timestamp, and keeps the duration', () => {
    const stamps = even(400, 0, 10_000).map((timeUs) => timeUs - (timeUs % INTERVAL_US));
    expect(Math.abs((play(stamps).at(-1) ?? 0) - 3_990_000)).toBeLessThan(200_000);
  });

  it.each([
    ['stand still', 0],
    ['rise by a tick of a container', 78],
  ])('plays at the nominal rate if timestamps %s', (_what, tickUs) => {
    expect(new Set(steps(play(even(100, 5, tickUs))))).toEqual(new Set([INTERVAL_US]));
  });

  it.each([1_000, 16_667, 40_000, 1_000_000, 5_000_000])('keeps an interval of %i us', (intervalUs) => {
    for (const mayJump of [false, true]) {
      timeline = new PacedTimeline();
      timeline.restart(mayJump);
      expect(new Set(steps(play(even(20, 0, intervalUs), intervalUs)))).toEqual(new Set([intervalUs]));
    }
  });

  it('serialises frames with timestamps out of order, and keeps the duration', () => {
    const swapped = even(99).map(
      (timeUs, index) => timeUs + ([0, INTERVAL_US, -INTERVAL_US][index % 3] ?? 0),
    );
    const dues = play(swapped);
    expect(Math.min(...steps(dues))).toBeGreaterThanOrEqual(12);
    expect(Math.abs((dues.at(-1) ?? 0) - 98 * INTERVAL_US)).toBeLessThanOrEqual(2 * INTERVAL_US);
  });

  it.each([3, 8, 30, 95_443])('closes a gap of %i s if timestamps may jump, ahead and back', (seconds) => {
    for (const jumpUs of [seconds * 1e6, -seconds * 1e6]) {
      timeline = new PacedTimeline(600_000_000);
      timeline.restart(true);
      const dues = play([...even(50), ...even(50, 50 * INTERVAL_US + jumpUs), ...even(50, 0)]);
      expect(Math.max(...steps(dues))).toBeLessThanOrEqual(2 * INTERVAL_US);
      expect(Math.abs((dues.at(-1) ?? 0) - 149 * INTERVAL_US)).toBeLessThan(INTERVAL_US);
    }
  });

  it('closes the gap around one frame that is hours off', () => {
    timeline.restart(true);
    const stamps = even(100);
    stamps[50] = 37_600_000_000;
    expect(Math.max(...steps(play(stamps)))).toBeLessThanOrEqual(2 * INTERVAL_US);
  });

  it('keeps the pauses of a screen recording', () => {
    timeline = new PacedTimeline(600_000_000);
    timeline.restart(false);
    expect(play([0, 40_000, 8_040_000, 8_080_000, 38_080_000])).toEqual([
      0, 40_000, 8_040_000, 8_080_000, 38_080_000,
    ]);
  });

  it('keeps long steps if many are alike, even if timestamps may jump', () => {
    timeline.restart(true);
    const dues = play(even(20, 0, 5_000_000));
    expect(steps(dues).slice(4)).toEqual(Array.from({ length: 15 }, () => 5_000_000));
  });

  it('continues after a lasting step back, however small', () => {
    const dues = play([...even(50), ...even(100, 50 * INTERVAL_US - 400_000)]);
    expect(Math.max(...steps(dues))).toBeLessThanOrEqual(2 * INTERVAL_US);
    expect(Math.abs((dues.at(-1) ?? 0) - 149 * INTERVAL_US)).toBeLessThan(6 * INTERVAL_US);
  });

  it('ends after the interval of the last frame', () => {
    play(even(4, 0, 5_000_000), 5_000_000);
    expect(timeline.endUs(5_000_000)).toBe(1_000_000 + 20_000_000);
  });

  it.each([-5_000_000, 1_700_000_000_000_000])('starts at any value, such as %i', (startUs) => {
    expect(play(even(3, startUs))).toEqual([0, 40_000, 80_000]);
  });
});
