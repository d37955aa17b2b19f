import { describe, expect, it } from '@jest/globals';
import { commonDisturbance, disturbanceOf } from './quietness.mjs';

const quiet = { steal: 0, othersCores: 0.05, canaryShare: 1.1 };

describe('disturbanceOf', () => {
  it('has nothing against a quiet machine', () => {
    expect(disturbanceOf(quiet)).toBeUndefined();
  });

  it.each([
    [{ steal: 0.04 }, "the machine's host kept 4.0 % of its time"],
    [{ othersCores: 0.4 }, 'other programs took 40 % of a core'],
    [{ canaryShare: 1.5 }, "the floor was 150 % of the run's"],
    [{ canaryShare: 0.5 }, "the floor was 50 % of the run's"],
  ])('names what disturbed: %j', (change, reason) => {
    expect(disturbanceOf({ ...quiet, ...change })).toBe(reason);
  });

  it('takes what a system does not tell for no reason', () => {
    const unknown = { steal: Number.NaN, othersCores: Number.NaN, canaryShare: Number.NaN };
    expect(disturbanceOf(unknown)).toBeUndefined();
  });
});

describe('commonDisturbance', () => {
  it('overlooks a quarter of the windows', () => {
    expect(commonDisturbance([undefined, undefined, undefined, 'busy'])).toBeUndefined();
  });

  it('counts when more are bad', () => {
    expect(commonDisturbance([undefined, undefined, 'busy'])).toBe('busy (1 of 3 windows were disturbed)');
  });

  it('trusts nothing that was not measured', () => {
    expect(commonDisturbance([])).toBe('nothing was measured');
  });
});
