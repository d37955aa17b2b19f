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

  it('does not move for a hiccup, so the pictures after it catch up', () => {
    due(0, 0);
    expect(due(40_000, 150_000)).toBe(40_000);
    expect(due(80_000, 150_000)).toBe(80_000);
  });

  it('goes on from now when the pace cannot be kept, instead of hurrying', () => {
    due(0, 0);
    expect(due(40_000, 500_000)).toBe(500_000);
    expect(due(80_000, 500_000)).toBe(540_000);
  });

  it('joins a second run to the first one frame interval apart', () => {
    due(0, 0);
    due(40_000, 1_000);
    timeline.restart();
    expect(due(0, 42_000)).toBe(80_000);
    expect(due(40_000, 42_000)).toBe(120_000);
  });

  it('starts from now after a long pause between two runs', () => {
    due(0, 0);
    timeline.restart();
    expect(due(0, 5_000_000)).toBe(5_000_000);
  });

  it.each([
    ['back', 1_000],
    ['ahead by more than a pause can be', 60_000_000],
  ])('steps one frame interval on when the timestamps jump %s', (_where, mediaTimeUs) => {
    due(500_000, 0);
    due(540_000, 0);
    expect(due(mediaTimeUs, 40_000)).toBe(80_000);
  });

  it('never shows two pictures at one time, even if their timestamps are equal', () => {
    expect(due(0, 0)).toBeLessThan(due(0, 0));
  });
});
