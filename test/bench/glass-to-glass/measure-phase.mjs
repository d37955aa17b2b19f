import { setTimeout as sleep } from 'node:timers/promises';
import { readFrames } from './read-frames.mjs';

const settlingMs = 2_000;
const timeoutMs = 60_000;

/**
 * What a page shows from now on, and what it costs.
 *
 * @param {import('playwright-core').Page} page
 * @param {number} frames how many
 * @param {import('./crowd.mjs').Crowd} crowd
 * @param {() => () => T} watch begins a window; what it gives ends it
 * @template T
 */
export async function measurePhase(page, frames, crowd, watch) {
  await sleep(settlingMs);
  const before = await crowd.report();
  const end = watch();
  const late = sleep(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error('Too few frames in time.');
  });
  const seen = await Promise.race([page.evaluate(readFrames, frames), late]);
  const window = end();
  const playerMs = await page.evaluate(() => document.querySelector('webgear-player')?.stats?.latencyMs);
  const after = await crowd.report();
  const lost = after.lost - before.lost;
  const sent = lost + after.received - before.received;
  const seconds = (seen.frames.at(-1).seenMs - seen.frames[0].seenMs) / 1000;
  return {
    ...seen,
    window,
    playerMs,
    sent,
    seconds,
    framesPerSecond: (seen.frames.length - 1) / seconds,
    lostShare: sent === 0 ? 0 : lost / sent,
    delaysMs: seen.frames.map(({ capturedMs, seenMs }) => seenMs - capturedMs),
    screenDelaysMs: seen.frames.map(({ capturedMs, shownMs }) => shownMs - capturedMs),
  };
}
