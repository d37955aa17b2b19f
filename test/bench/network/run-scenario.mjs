import { setTimeout as sleep } from 'node:timers/promises';
import { NetworkRelay } from '../../support/network/relay.mjs';
import { watchLoad } from '../machine-load.mjs';
import { ViewerProxy } from './viewer-proxy.mjs';

const firstFrameMs = 60_000;
const pollMs = 500;
/** Page records come this late at most. */
const settleMs = 400;

/**
 * What was seen of one viewer; times in milliseconds since 1970.
 *
 * @typedef {import('./viewer-proxy.mjs').PageRecord & { line: number, sessions: number, tap: Tap, peer: PeerSample[] }} ViewerTrace
 * @typedef {{ slots: { atMs: number, in: number, out: number, lost: number, waitMs: number, lateMs: number }[],
 *   frames: { timestamp: number, firstMs: number, lastMs: number, bytes: number, packets: number }[] }} Tap
 * @typedef {{ atMs: number, rung?: string, estimateBps?: number, targetBps?: number, queueMs?: number, freezes?: number,
 *   tooSlow?: boolean, fractionLost?: number }} PeerSample
 */

/**
 * What was seen in a scenario.
 *
 * @typedef {object} Trace
 * @property {number} startMs when the first packet of video came to a line
 * @property {number} changeMs what the steps of the lines count from
 * @property {'full' | 'short'} length
 * @property {number} endMs
 * @property {ViewerTrace[]} viewers
 * @property {[number, number][]} stalls of the server's main thread
 * @property {{ idle: number, steal: number, cpu: Record<string, number> }} load
 */

/**
 * Lets viewers watch through lines.
 *
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @param {object} how
 * @param {(url: string) => Promise<() => Promise<void>>} how.openPage opens a page in a browser; what it gives closes it
 * @param {(options: Record<string, unknown>) => Promise<any>} how.startServer
 * @param {'full' | 'short'} how.length
 * @param {string} [how.address] of this machine that the browser sends to
 * @returns {Promise<Trace>}
 */
export async function runScenario(scenario, { openPage, startServer, length, address }) {
  const closing = [];
  try {
    const server = await startServer(scenario.options ?? {});
    closing.push(() => server[Symbol.asyncDispose]());
    const relay = await NetworkRelay.open(scenario.lines, scenario.seed ?? 5, address);
    closing.push(() => relay[Symbol.asyncDispose]());
    const proxies = [];
    for (const line of scenario.viewers) {
      const proxy = await ViewerProxy.open(server.url, (answer) => relay.rewrite(answer, line));
      closing.push(() => proxy[Symbol.asyncDispose]());
      proxies.push(proxy);
    }
    const endLoad = watchLoad({ server: server.pid });
    for (const proxy of proxies) closing.push(await openPage(proxy.url));
    const startMs = await firstPackets(relay, proxies);
    const seconds = scenario.seconds[length];
    const changeMs = await follow(scenario, relay, startMs, length);
    const watch = { startMs, changeMs, length };
    await waitForEnd(scenario, watch, seconds, () => collect(scenario, relay, proxies, server, watch));
    await sleep(settleMs);
    const load = endLoad();
    return { ...(await collect(scenario, relay, proxies, server, watch)), load };
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** When video came to the lines of all viewers, in the case of the last one. */
async function firstPackets(relay, proxies) {
  const deadlineMs = performance.now() + firstFrameMs;
  for (;;) {
    const { taps } = await relay.report();
    const firsts = proxies.map(({ entrances: [first] }) => taps[first]?.frames[0]?.firstMs);
    if (firsts.every((firstMs) => firstMs !== undefined)) return Math.max(...firsts);
    if (performance.now() > deadlineMs) {
      const errors = proxies.flatMap(({ record }) => record.errors);
      throw new Error(`No video within ${firstFrameMs} ms. ${errors.join('; ')}`);
    }
    await sleep(pollMs / 5);
  }
}

async function follow({ steps, calmSeconds = 0 }, relay, startMs, length) {
  await sleep(Math.max(0, startMs + 1000 * calmSeconds - Date.now()));
  if (steps === undefined) return startMs;
  let changeMs = startMs;
  for (const [line, ofLine] of Object.entries(steps(length))) {
    changeMs = await relay.follow(Number(line), ofLine);
  }
  return changeMs;
}

/** Until its time is over, or until it is decided. */
async function waitForEnd({ isDecided }, { startMs }, seconds, collected) {
  const endMs = startMs + 1000 * seconds;
  while (Date.now() < endMs) {
    await sleep(Math.min(pollMs, endMs - Date.now()));
    if (isDecided !== undefined && isDecided(await collected())) return;
  }
}

const samples = new WeakMap();

async function collect({ viewers }, relay, proxies, server, watch) {
  const [{ taps, lost, eventLoopDelayMs }, report] = await Promise.all([relay.report(), server.report()]);
  const kept = samples.get(server) ?? { samples: [], stalls: [] };
  samples.set(server, kept);
  kept.samples.push(...report.samples);
  kept.stalls.push(...report.stalls);
  return {
    ...watch,
    endMs: Date.now(),
    viewers: proxies.map(({ record, entrances }, index) => ({
      ...record,
      sessions: entrances.length,
      line: viewers[index],
      tap: joined(entrances.map((entrance) => taps[entrance])),
      // Viewers come in the order in which their pages were opened.
      peer: kept.samples.map(({ atMs, peers }) => ({ atMs, ...byAge(peers)[index] })),
    })),
    stalls: kept.stalls,
    renditions: kept.samples.map(({ atMs, renditions }) => ({ atMs, renditions })),
    lost,
    relayDelayMs: eventLoopDelayMs,
  };
}

/** What came to a viewer, over all its sessions. */
function joined(taps) {
  return { slots: taps.flatMap(({ slots }) => slots), frames: taps.flatMap(({ frames }) => frames) };
}

const byAge = (peers) => peers.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
