/**
 * A figure of a run.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} title what was measured
 * @property {number} value
 * @property {readonly [low: number, high: number]} [range] holds the figure in 95 of 100 repetitions
 * @property {string} unit empty for a ratio
 * @property {number} digits behind the point
 * @property {string} [beside] what something else had in the same run
 * @property {string} [voidBecause] why the figure counts for nothing
 */

const reaches = (value, bound, better) => (better === 'lower' ? value <= bound : value >= bound);

/**
 * Where a figure stands. What counts for nothing has reached nothing, however good it looks.
 *
 * @param {Row} row
 * @param {import('./targets.mjs').Target} [target]
 * @returns {'void' | 'stretch' | 'must' | 'missed' | 'none'} `none` where there is no target
 */
export function verdictOf({ value, voidBecause }, target) {
  if (voidBecause !== undefined || Number.isNaN(value)) return 'void';
  if (target === undefined) return 'none';
  const { better, must, stretch } = target;
  if (stretch !== undefined && reaches(value, stretch, better)) return 'stretch';
  return reaches(value, must, better) ? 'must' : 'missed';
}

/**
 * Whether all of a figure's range is on the side of the bound on which the figure is.
 *
 * @param {Row} row
 * @param {import('./targets.mjs').Target} target
 */
export function isCertain({ value, range = [value, value] }, { better, must, stretch = must }) {
  return [must, stretch].every((bound) => {
    const side = reaches(value, bound, better);
    return range.every((end) => reaches(end, bound, better) === side);
  });
}
