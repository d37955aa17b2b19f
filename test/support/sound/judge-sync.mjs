import { percentile } from '../../bench/percentiles.mjs';

const farthestMs = 500;

/**
 * By how much each beep is later than its flash. A flash without a beep within half a second counts for nothing, and so
 * does one that the browser did not show from its first frame on (its distance tells: flashes are a second apart).
 *
 * @param {{ flashes: readonly number[], beeps: readonly number[] }} report times in milliseconds
 * @returns {number[]}
 */
export function syncOffsets({ flashes, beeps }) {
  return flashes.flatMap((flash) => {
    const offsets = beeps
      .map((beep) => beep - flash)
      .toSorted((one, other) => Math.abs(one) - Math.abs(other));
    const [nearest] = offsets;
    return nearest === undefined || Math.abs(nearest) > farthestMs ? [] : [nearest];
  });
}

/** Middle and worst of the offsets; `p95` is of their distances from nothing. */
export function judgeSync(offsets) {
  return {
    count: offsets.length,
    p50: percentile(offsets, 0.5),
    p5: percentile(offsets, 0.05),
    p95: percentile(offsets, 0.95),
    p95Distance: percentile(offsets.map(Math.abs), 0.95),
  };
}

/**
 * The longest time that a browser had to make up sound: between two looks at its counters only the sum is known, and a new
 * event begins a new one.
 *
 * @param {readonly { concealed: number, events: number }[]} looks `concealedSamples` and `concealmentEvents`
 * @param {number} rateHz
 * @returns {number} milliseconds
 */
export function longestConcealmentMs(looks, rateHz = 48_000) {
  let longest = 0;
  let run = 0;
  looks.slice(1).forEach((look, index) => {
    const before = looks[index];
    const events = look.events - before.events;
    const concealed = look.concealed - before.concealed;
    run = events === 0 ? run + concealed : concealed / events;
    longest = Math.max(longest, run);
    // What came after it was sound again.
    if (concealed === 0) run = 0;
  });
  return (1000 * longest) / rateHz;
}
