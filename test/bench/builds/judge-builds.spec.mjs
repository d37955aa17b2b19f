import { describe, expect, it } from '@jest/globals';
import { compareBuilds, faultOf, perViewer } from './judge-builds.mjs';

describe('perViewer', () => {
  it('is the difference that more viewers make, without what the stream costs', () => {
    const few = { cpu: 0.5, instructions: 1_000 };
    const many = { cpu: 0.62, instructions: 7_000 };
    expect(perViewer({ few, many }, 60)).toEqual({ cpu: expect.closeTo(0.002), instructions: 100 });
  });

  it('leaves out what was counted only once', () => {
    expect(perViewer({ few: { cpu: 1 }, many: { cpu: 2, cycles: 5 } }, 1)).toEqual({ cpu: 1 });
  });
});

describe('faultOf', () => {
  const served = { framesPerSecond: 30, packets: 210 };

  it.each([
    ['fewer frames than there are', { ...served, framesPerSecond: 17.2 }, '17.2 frames per second'],
    ['the packets of another rung', { ...served, packets: 86 }, 'packets 59 % apart'],
    ['as many', { ...served, packets: 205 }, undefined],
  ])('judges %s', (_what, ours, fault) => {
    expect(faultOf({ ours, other: served })).toBe(fault);
  });
});

describe('compareBuilds', () => {
  it('finds nothing in no rounds', () => {
    expect(compareBuilds([])).toEqual({});
  });

  it('takes the median of the ratios of each round, and not the ratio of medians', () => {
    const rounds = [
      { ours: { cpu: 2.4 }, other: { cpu: 2 } },
      { ours: { cpu: 11 }, other: { cpu: 10 } },
      { ours: { cpu: 3.9 }, other: { cpu: 3 } },
    ];
    expect(compareBuilds(rounds)).toEqual({
      cpu: {
        ours: 3.9,
        other: 3,
        ratio: expect.closeTo(1.2),
        range: [expect.closeTo(1.1), expect.closeTo(1.3)],
      },
    });
  });

  it('leaves out what a round does not have', () => {
    const rounds = [
      { ours: { cpu: 2, cycles: 1 }, other: { cpu: 1, cycles: 1 } },
      { ours: { cpu: 2 }, other: { cpu: 1, cycles: 1 } },
    ];
    expect(Object.keys(compareBuilds(rounds))).toEqual(['cpu']);
  });
});
