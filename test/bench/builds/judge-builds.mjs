import { median } from '../send-path/statistics.mjs';

/**
 * What one build used in one round, per second: with many viewers and with few.
 *
 * @typedef {Record<string, number>} Used by what was measured: `cpu` in cores, and the hardware counters there are
 * @typedef {{ few: Used, many: Used }} Round
 */

/**
 * What a viewer costs: the difference that more of them make, so that it holds nothing of the stream.
 *
 * @param {Round} round
 * @param {number} more how many more they were
 * @returns {Used}
 */
export function perViewer({ few, many }, more) {
  return Object.fromEntries(
    Object.keys(many)
      .filter((name) => name in few)
      .map((name) => [name, (many[name] - few[name]) / more]),
  );
}

/**
 * Compares two builds round by round: what disturbed a round has disturbed both.
 *
 * @param {readonly { ours: Used, other: Used }[]} rounds what a viewer cost in each
 * @returns {Record<string, { ours: number, other: number, ratio: number, range: readonly [low: number, high: number] }>}
 *   medians, and the least and the greatest ratio of a round; what was not measured in each round is left out
 */
export function compareBuilds(rounds) {
  const [{ ours: first }] = rounds;
  const names = Object.keys(first).filter((name) =>
    rounds.every(({ ours, other }) => name in ours && name in other),
  );
  return Object.fromEntries(
    names.map((name) => {
      const ratios = rounds.map(({ ours, other }) => ours[name] / other[name]);
      return [
        name,
        {
          ours: median(rounds.map(({ ours }) => ours[name])),
          other: median(rounds.map(({ other }) => other[name])),
          ratio: median(ratios),
          range: [Math.min(...ratios), Math.max(...ratios)],
        },
      ];
    }),
  );
}
