import { describe, expect, it } from '@jest/globals';
import { isCertain, verdictOf } from './verdict.mjs';

const cost = { better: 'lower', must: 0.15, stretch: 0.06 };
const gain = { better: 'higher', must: 200, stretch: 500 };

describe('verdictOf', () => {
  it.each([
    [0.05, cost, 'stretch'],
    [0.06, cost, 'stretch'],
    [0.1, cost, 'must'],
    [0.2, cost, 'missed'],
    [600, gain, 'stretch'],
    [200, gain, 'must'],
    [199, gain, 'missed'],
    [17, { better: 'lower', must: 16 }, 'missed'],
    [15, { better: 'lower', must: 16 }, 'must'],
    [1, undefined, 'none'],
  ])('of %d against %j is %s', (value, target, verdict) => {
    expect(verdictOf({ value }, target)).toBe(verdict);
  });

  it('is void whenever there is a reason to be, and for what is no number', () => {
    expect(verdictOf({ value: 0.01, voidBecause: 'the machine was busy' }, cost)).toBe('void');
    expect(verdictOf({ value: Number.NaN }, cost)).toBe('void');
  });
});

describe('isCertain', () => {
  it.each([
    [{ value: 1.4, range: [1.2, 1.5] }, { better: 'higher', must: 1 }, true],
    [{ value: 1.1, range: [0.9, 1.3] }, { better: 'higher', must: 1 }, false],
    [{ value: 0.1, range: [0.05, 0.14] }, cost, false],
    [{ value: 0.1, range: [0.07, 0.14] }, cost, true],
    [{ value: 0.2, range: [0.14, 0.3] }, cost, false],
    [{ value: 0.2 }, cost, true],
  ])('of %j against %j is %s', (row, target, certain) => {
    expect(isCertain(row, target)).toBe(certain);
  });
});
