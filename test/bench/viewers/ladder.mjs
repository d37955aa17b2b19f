import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One number of viewers, over one window.
 *
 * @typedef {object} Rung
 * @property {number} viewers
 * @property {number} cores that the server used
 * @property {number} residentBytes of the server
 * @property {number} framesPerSecond that each viewer got
 * @property {number} lostShare of the packets
 * @property {number} generatorCores that the viewers used
 * @property {() => string | undefined} disturbance
 */

/** @returns {Rung} */
function unreached(viewers) {
  const nothing = { cores: Number.NaN, residentBytes: Number.NaN, lostShare: 0, generatorCores: 0 };
  return { ...nothing, viewers, framesPerSecond: 0, disturbance: () => undefined };
}

/**
 * Serves one number of viewers after the other, and measures what each costs.
 *
 * @param {{ url: string, pid: number, residentBytes: () => Promise<number> }} server
 * @param {import('./audience.mjs').Audience} audience
 * @param {import('../run/quietness.mjs').Quietness} quietness
 * @param {{ rungs: readonly number[], settleMs: number, windowMs: number }} plan
 * @returns {Promise<Rung[]>}
 */
export async function climb(server, audience, quietness, { rungs, settleMs, windowMs }) {
  const climbed = [];
  for (const viewers of rungs) {
    try {
      await audience.be(viewers, server.url);
      await sleep(settleMs);
      climbed.push(await measureRung(viewers, server, audience, quietness, windowMs));
    } catch {
      // So busy that it does not even answer, or it has ended: full, and so is every rung above.
      climbed.push(unreached(viewers));
      break;
    }
  }
  return climbed;
}

/** @returns {Promise<Rung>} */
async function measureRung(viewers, server, audience, quietness, windowMs) {
  const before = await audience.report();
  const startedMs = performance.now();
  const end = quietness.watch({ server: server.pid, generator: audience.pid });
  await sleep(windowMs);
  const { cpu, disturbance } = end();
  const seconds = (performance.now() - startedMs) / 1000;
  const after = await audience.report();
  const lost = after.lost - before.lost;
  const sent = lost + after.received - before.received;
  return {
    viewers,
    cores: cpu.server,
    residentBytes: await server.residentBytes(),
    framesPerSecond: viewers === 0 ? Number.NaN : (after.frames - before.frames) / seconds / viewers,
    lostShare: sent === 0 ? 0 : lost / sent,
    generatorCores: cpu.generator,
    disturbance,
  };
}
