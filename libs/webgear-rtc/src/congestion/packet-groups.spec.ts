import { expect, test } from '@jest/globals';
import { PacketGroups } from './packet-groups.js';

/** Adds packets given as [sent, arrived] in milliseconds; what groups say as [sent delta, arrival delta]. */
function deltasOf(packets: readonly (readonly [number, number])[], groups = new PacketGroups()): number[][] {
  return packets.flatMap(([sentMs, arrivalMs]) =>
    groups.add(sentMs * 1000, arrivalMs * 1000, arrivalMs * 1000)
      ? [[groups.sendDeltaUs / 1000, groups.arrivalDeltaUs / 1000]]
      : [],
  );
}

test('packets sent within 5 ms are one group, measured from last packet to last packet', () => {
  const packets = [
    [0, 50],
    [4, 55],
    [10, 65],
    [14, 70],
    [20, 80],
    [30, 90],
  ] as const;
  expect(deltasOf(packets)).toEqual([
    [10, 15],
    [6, 10],
  ]);
});

test('what a link held back and released at once is one group', () => {
  const held = [
    [0, 50],
    [10, 60],
    [20, 100],
    [30, 101],
    [40, 102],
    [60, 120],
    [80, 140],
  ] as const;
  expect(deltasOf(held)).toEqual([
    [10, 10],
    [30, 42],
    [20, 18],
  ]);
});

test('a reordered packet is left out; groups that arrive the wrong way round again and again begin again', () => {
  expect(
    deltasOf([
      [0, 50],
      [10, 60],
      [5, 61],
      [20, 70],
      [30, 80],
    ]),
  ).toEqual([
    [10, 10],
    [10, 10],
  ]);
  const groups = new PacketGroups();
  expect(
    deltasOf(
      [
        [0, 500],
        [10, 400],
        [20, 300],
        [30, 200],
        [40, 100],
      ],
      groups,
    ),
  ).toEqual([]);
  expect(
    deltasOf(
      [
        [50, 110],
        [60, 120],
        [70, 130],
      ],
      groups,
    ),
  ).toEqual([
    [10, 10],
    [10, 10],
  ]);
});

test('arrival times of another clock are not compared', () => {
  const groups = new PacketGroups();
  groups.add(0, 0, 0);
  groups.add(10_000, 10_000, 10_000);
  groups.add(20_000, 9_000_000, 20_000);
  expect(groups.add(30_000, 9_010_000, 30_000)).toBe(false);
});
