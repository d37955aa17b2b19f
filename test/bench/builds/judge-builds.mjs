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

// Of 30: where there are fewer, viewers were not served in full.
const fewestFramesPerSecond = 28.5;
const mostPacketsApart = 0.1;

/**
 * Why a window counts for nothing, if it does: the machine was too busy to serve all viewers in full, or one build sent them
 * another rung than the other did.
 *
 * @typedef {{ framesPerSecond: number, packets: number }} Served to each viewer
 * @param {{ ours: Served, other: Served }} served
 * @returns {string | undefined}
 */
export function faultOf({ ours, other }) {
  const framesPerSecond = Math.min(ours.framesPerSecond, other.framesPerSecond);
  if (framesPerSecond < fewestFramesPerSecond) return `${framesPerSecond.toFixed(1)} frames per second`;
  const apart = Math.abs(ours.packets / other.packets - 1);
  return apart > mostPacketsApart ? `packets ${(100 * apart).toFixed(0)} % apart` : undefined;
}

/**
 * Compares two builds round by round: what disturbed a round has disturbed both.
 *
 * @param {readonly { ours: Used, other: Used }[]} rounds what a viewer cost in each
 * @returns {Record<string, { ours: number, other: number, ratio: number, range: readonly [low: number, high: number] }>}
 *   medians, and the least and the greatest ratio of a round; what was not measured in each round is left out
 */
export function compareBuilds(rounds) {
  if (rounds.length === 0) return {};
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
