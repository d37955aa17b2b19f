import { expect, test } from '@jest/globals';
import { SeededRandom } from '../testing/seeded-random.js';
import { SimulatedLink } from '../testing/simulated-link.js';
import { SimulatedViewer } from '../testing/simulated-viewer.js';

/** Times of what a decrease needs, and rates an increase is bounded by, as the simulation itself knows them. */
interface Truth {
  queueUs: number;
  droppedUs: number;
}

/** Runs one random line and viewer; what its estimate did that nothing on the line explains. */
function unexplained(seed: number, seconds: number): string[] {
  const random = new SeededRandom(seed);
  const rates = Array.from({ length: 8 }, () => random.pick([0.3, 0.7, 1.2, 2, 3, 8, 30]) * 1_000_000);
  const link = new SimulatedLink({
    bps: (us) => rates[Math.floor(us / 5_000_000) % rates.length] ?? 1_000_000,
    queueMs: random.pick([50, 300, 1_000]),
    delayMs: random.pick([5, 20, 100]),
    loss: random.pick([0, 0, 0.01, 0.05]),
    jitterMs: random.pick([0, 0, 5, 15]),
    seed,
  });
  const activity = random.pick([() => 1, (us: number) => (us % 12_000_000 < 5_000_000 ? 0.1 : 1)]);
  const encoderFollows = random.chance(0.5);
  const viewer = new SimulatedViewer({ link, encoderFollows, activity });
  const truth: Truth = { queueUs: -Infinity, droppedUs: -Infinity };
  const found: string[] = [];
  let before: number | undefined;
  let dropped = 0;
  let highestAcknowledged = 0;
  for (let ms = 0; ms < seconds * 1_000; ms++) {
    const us = ms * 1_000;
    viewer.step(us);
    if (link.queueUs(us) > 40_000) truth.queueUs = us;
    if (link.dropped > dropped) truth.droppedUs = us;
    ({ dropped } = link);
    const { estimateBps, acknowledgedBps = 0 } = viewer.controller.stats();
    highestAcknowledged = Math.max(0.995 * highestAcknowledged, acknowledgedBps);
    if (before !== undefined && estimateBps !== undefined) {
      const isExplained = us - truth.queueUs < 1_500_000 || us - truth.droppedUs < 2_500_000;
      if (estimateBps < before && !isExplained)
        found.push(`${seed}: falls from ${before} to ${estimateBps} at ${ms} ms`);
      const probeBps = Math.max(
        0,
        ...viewer.probes.filter((probe) => ms - probe.ms < 3_000).map(({ cluster }) => cluster.bitrateBps),
      );
      const boundBps = Math.max(1.5 * highestAcknowledged + 10_000, probeBps);
      if (estimateBps > before && estimateBps > boundBps + 1)
        found.push(`${seed}: rises to ${estimateBps} beyond ${boundBps} at ${ms} ms`);
    }
    before = estimateBps;
  }
  return found;
}

test.each(Array.from({ length: 16 }, (_, index) => index + 1))(
  'whatever line %d does, the estimate falls only with a queue or loss, and rises only as far as something proves',
  (seed) => {
    expect(unexplained(seed, 40)).toEqual([]);
  },
);
