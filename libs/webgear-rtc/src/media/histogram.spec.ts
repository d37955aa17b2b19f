import { describe, expect, it } from '@jest/globals';
import { Histogram } from './histogram.js';

describe('a histogram', () => {
  it('counts a value in the first bucket whose bound is not below it', () => {
    const histogram = new Histogram([0.1, 0.5, 1]);
    for (const value of [0, 0.1, 0.2, 0.5, 0.75, 3]) histogram.observe(value);
    expect([...histogram.counts]).toEqual([2, 2, 1, 1]);
    expect(histogram.count).toBe(6);
    expect(histogram.sum).toBeCloseTo(4.55);
  });

  it('leaves out what is no number, and has copies that go on alone', () => {
    const histogram = new Histogram([1]);
    histogram.observe(Number.NaN);
    const copy = histogram.copy();
    copy.observe(1);
    expect([histogram.count, copy.count, copy.sum]).toEqual([0, 1, 1]);
  });
});
