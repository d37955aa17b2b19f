import { describe, expect, it } from '@jest/globals';
import { judgeLadder } from './judge-ladder.mjs';

const rung = (viewers, more = {}) => ({
  viewers,
  cores: 0.16 + 0.001 * viewers,
  residentBytes: 200e6 + 300e3 * viewers,
  framesPerSecond: viewers === 0 ? Number.NaN : 30,
  lostShare: 0,
  generatorCores: 0.1,
  disturbance: () => undefined,
  ...more,
});
const ladder = [0, 1, 2, 4, 8].map((viewers) => rung(viewers));

describe('judgeLadder', () => {
  it('tells a viewer from what a stream costs without one', () => {
    const { cpuPercent, memoryBytes, voidBecause } = judgeLadder(ladder);
    expect(cpuPercent).toMatchObject({ slope: expect.closeTo(0.1), intercept: expect.closeTo(16) });
    expect(memoryBytes).toMatchObject({
      slope: expect.closeTo(300e3, 0),
      intercept: expect.closeTo(200e6, 0),
    });
    expect(voidBecause).toBeUndefined();
  });

  it('counts what is loaded for the first viewer as the stream’s', () => {
    const lighter = rung(0, { residentBytes: 150e6 });
    expect(judgeLadder([lighter, ...ladder.slice(1)]).memoryBytes).toMatchObject({
      slope: expect.closeTo(300e3, 0),
      intercept: expect.closeTo(200e6, 0),
    });
  });

  it('is content with one viewer and none, where more are too many', () => {
    const full = [2, 3].map((viewers) => rung(viewers, { framesPerSecond: 3 }));
    const { cpuPercent, voidBecause } = judgeLadder([rung(0), rung(1), ...full]);
    expect(cpuPercent.slope).toBeCloseTo(0.1);
    expect(voidBecause).toBeUndefined();
  });

  it('leaves out rungs on which the server did not keep up, and says where they begin', () => {
    const full = [rung(5, { framesPerSecond: 20, cores: 1 }), rung(6, { framesPerSecond: 15, cores: 1 })];
    const { cpuPercent, fullAt } = judgeLadder([...ladder, ...full]);
    expect(cpuPercent.slope).toBeCloseTo(0.1);
    expect(fullAt).toBe(5);
  });

  it.each([
    [{ generatorCores: 0.8 }, 'generator-bound: 16 viewers took 80 % of a core'],
    [{ lostShare: 0.02 }, 'generator-bound: 16 viewers lost 2.0 % of the packets'],
  ])('is void where the viewers are the limit: %j', (more, reason) => {
    expect(judgeLadder([...ladder, rung(16, more)]).voidBecause).toBe(reason);
  });

  it('is void where too few rungs are left', () => {
    const full = [1, 2, 4, 8].map((viewers) => rung(viewers, { framesPerSecond: 3 }));
    expect(judgeLadder([rung(0), ...full]).voidBecause).toBe('too few frames with 1 viewers and more');
  });

  it('takes a rung that could not be reached for one on which the server is full', () => {
    const unreached = rung(16, { cores: Number.NaN, residentBytes: Number.NaN, framesPerSecond: 0 });
    const { cpuPercent, fullAt, points } = judgeLadder([...ladder, unreached]);
    expect(cpuPercent.slope).toBeCloseTo(0.1);
    expect(fullAt).toBe(16);
    expect(points).toHaveLength(ladder.length);
  });

  it('draws the mean of what was measured twice', () => {
    expect(
      judgeLadder([rung(1, { cores: 0.2 }), rung(2), rung(3), rung(1, { cores: 0.4 })]).points[0],
    ).toEqual([1, expect.closeTo(30)]);
  });

  it('is void on a machine that was busy', () => {
    const disturbed = ladder.map((each) => ({ ...each, disturbance: () => 'busy' }));
    expect(judgeLadder(disturbed).voidBecause).toMatch(/^busy/);
  });
});
