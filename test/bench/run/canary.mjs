import { median } from '../send-path/statistics.mjs';

const slots = 7;
const framesPerSlot = 400;

/** What was measured while the floor was this far from the run's was measured on another machine, so to say: a busier one. */
export const canaryTolerance = 0.3;

/**
 * A measurement that is always the same: the processor time of encrypting a packet, with nothing around it. Where it
 * changes, the machine has.
 */
export class Canary {
  #floor;
  #readings = [];

  /** @param {import('../send-path/floor.mjs').Floor | undefined} floor none where the machine has no such calls */
  constructor(floor) {
    this.#floor = floor;
    // Until the engine has compiled it, it is slower.
    this.read();
    this.#readings = [];
  }

  /** Microseconds a packet now; a hundredth of a second's work. Not a number without a floor. */
  read() {
    if (this.#floor === undefined) return Number.NaN;
    const us = median(Array.from({ length: slots }, () => this.#slot()));
    this.#readings.push(us);
    return us;
  }

  /** What it usually was in this run. */
  get usualUs() {
    return median(this.#readings);
  }

  #slot() {
    const before = process.cpuUsage();
    this.#floor.encrypt(framesPerSlot);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / (framesPerSlot * this.#floor.packetsPerFrame);
  }
}
