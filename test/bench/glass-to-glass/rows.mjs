import { percentile } from '../percentiles.mjs';
import { commonDisturbance } from '../run/quietness.mjs';

const percents = [50, 95, 99];

/**
 * What a phase measured, and what there is to say against it.
 *
 * @typedef {object} Phase
 * @property {'alone' | 'crowded'} name
 * @property {readonly number[]} delaysMs until the page is given the frame
 * @property {readonly number[]} screenDelaysMs until the browser expects it on the screen
 * @property {string} [fault]
 * @property {{ disturbance: () => string | undefined }} window
 */

/** @param {readonly Phase[]} phases */
function voidOf(phases) {
  const fault = phases.map((phase) => phase.fault).find((each) => each !== undefined);
  return commonDisturbance(phases.map(({ window }) => window.disturbance())) ?? fault;
}

/** What VidGear had, and whether that counts. */
function besideOf(theirs, percent) {
  if (theirs === undefined) return undefined;
  const reason = voidOf([theirs]);
  const figure = `VidGear ${percentile(theirs.delaysMs, percent / 100).toFixed(0)} ms`;
  return reason === undefined ? figure : `${figure} (_void_: ${reason})`;
}

/**
 * The rows of how old frames are.
 *
 * @param {readonly Phase[]} phases
 * @param {Omit<Phase, 'name'> | undefined} theirs VidGear's, alone
 * @param {number} crowdSize
 * @returns {import('../report/verdict.mjs').Row[]}
 */
export function delayRows(phases, theirs, crowdSize) {
  const at = (name, percent) => {
    const delaysMs = phases.filter((phase) => phase.name === name).flatMap((phase) => phase.delaysMs);
    return percentile(delaysMs, percent / 100);
  };
  const alone = phases.filter(({ name }) => name === 'alone');
  const screenMs = alone.flatMap(({ screenDelaysMs }) => screenDelaysMs);
  const rows = percents.map((percent) => ({
    id: `delay-p${percent}`,
    title: `from the camera until the page is given the frame, p${percent}`,
    value: at('alone', percent),
    unit: 'ms',
    digits: 0,
    beside: besideOf(theirs, percent),
    voidBecause: voidOf(alone),
  }));
  return [
    ...rows,
    {
      id: 'delay-screen',
      title: 'from the camera to the screen, p50',
      value: percentile(screenMs, 0.5),
      unit: 'ms',
      digits: 0,
      voidBecause: voidOf(alone),
    },
    {
      id: 'delay-moved',
      title: `${crowdSize} viewers beside it add at most (of the three)`,
      value: Math.max(...percents.map((percent) => at('crowded', percent) - at('alone', percent))),
      unit: 'ms',
      digits: 1,
      beside: `then ${percents.map((percent) => `p${percent} ${at('crowded', percent).toFixed(0)} ms`).join(', ')}`,
      voidBecause: voidOf(phases),
    },
  ];
}
