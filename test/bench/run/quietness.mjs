import { availableParallelism } from 'node:os';
import { watchLoad } from '../machine-load.mjs';
import { canaryTolerance } from './canary.mjs';

// Of the machine's time that its host keeps, and of a core that other programs take.
const stealLimit = 0.03;
const othersLimit = 0.15;

const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;

/**
 * Why a window is not to be trusted, if it is not.
 *
 * @param {{ steal: number, othersCores: number, canaryShare: number }} window shares; `canaryShare` is the floor to that
 *   of the run. What is not known is no reason
 * @returns {string | undefined}
 */
export function disturbanceOf({ steal, othersCores, canaryShare }) {
  if (steal > stealLimit) return `the machine's host kept ${percent(steal, 1)} of its time`;
  if (othersCores > othersLimit) return `other programs took ${percent(othersCores)} of a core`;
  if (Math.abs(canaryShare - 1) > canaryTolerance)
    return `the floor was ${percent(canaryShare)} of the run's`;
  return undefined;
}

/**
 * What most of several windows say against themselves; nothing when enough of them are good.
 *
 * @param {readonly (string | undefined)[]} disturbances one for each window
 * @param {number} share how many of them have to be good
 */
export function commonDisturbance(disturbances, share = 0.75) {
  const bad = disturbances.filter((reason) => reason !== undefined);
  if (disturbances.length > 0 && bad.length <= (1 - share) * disturbances.length) return undefined;
  const worst = `${bad.length} of ${disturbances.length} windows were disturbed`;
  return bad.length === 0 ? 'nothing was measured' : `${bad.at(-1)} (${worst})`;
}

/** Watches the machine over windows of a run. */
export class Quietness {
  #canary;

  /** @param {import('./canary.mjs').Canary} canary */
  constructor(canary) {
    this.#canary = canary;
  }

  /**
   * Begins a window. What all processes of this run use in it is no disturbance.
   *
   * @param {Record<string, number>} pids to be told apart in `cpu`
   * @returns {() => { cpu: Record<string, number>, disturbance: () => string | undefined }} ends it: how many cores each
   *   used; `disturbance` is to be asked at the end of the run, which only then is known
   */
  watch(pids = {}) {
    const before = this.#canary.read();
    const load = watchLoad({ ...pids, all: process.pid });
    return () => {
      const { steal, idle, cpu } = load();
      const after = this.#canary.read();
      const othersCores = (1 - idle - steal) * availableParallelism() - cpu.all;
      const disturbance = () =>
        disturbanceOf({ steal, othersCores, canaryShare: (before + after) / 2 / this.#canary.usualUs });
      return { cpu, disturbance };
    };
  }
}
