import { describe, expect, it } from '@jest/globals';
import { compareWays } from './compare-ways.mjs';

const block = (floor, ours, lost = 0) => ({ us: { floor, ours }, lost });
const six = (made) => Array.from({ length: 6 }, () => made);

describe('compareWays', () => {
  it('takes ratios within blocks, whatever the speed of the machine was in each', () => {
    const blocks = [1, 1.1, 1.2, 0.9, 1, 1.1].map((speed) => block(speed, 4 * speed));
    const { value, range } = compareWays(blocks).ratio('floor', 'ours');
    expect(value).toBeCloseTo(0.25);
    expect(range).toEqual([expect.closeTo(0.25), expect.closeTo(0.25)]);
  });

  it('leaves out blocks with losses and those whose floor is another', () => {
    const compared = compareWays([...six(block(1, 4)), block(1, 1, 3), block(2, 1)]);
    expect(compared.ratio('floor', 'ours').value).toBeCloseTo(0.25);
    expect(compared).toMatchObject({ counted: 6, lost: 3, voidBecause: undefined });
  });

  it('compares what there is where there is no floor', () => {
    const blocks = six({ us: { ours: 4, theirs: 8 }, lost: 0 });
    expect(compareWays(blocks).ratio('theirs', 'ours').value).toBeCloseTo(2);
    expect(compareWays(blocks).ratio('floor', 'ours').value).toBeNaN();
  });

  it('is void with too few blocks', () => {
    const compared = compareWays([...six(block(1, 4)).slice(1), block(1, 4, 2)]);
    expect(compared.voidBecause).toBe('5 of 6 blocks counted, 2 datagrams got lost');
    expect(compared.ratio('floor', 'ours').value).toBeNaN();
  });
});
