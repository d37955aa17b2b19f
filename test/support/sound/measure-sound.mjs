import { setTimeout as sleep } from 'node:timers/promises';
import { installSoundMeter, startSoundMeter } from './page-meter.mjs';
import { longestConcealmentMs, syncOffsets } from './judge-sync.mjs';

/** How long a browser takes to bring sound and frames together: it looks once a second, and acts on the mean of four. */
export const settlingMs = 6_000;

/** Runs in the page before its scripts: keeps its peer connections where the meter finds them. */
function keepConnections() {
  const connections = [];
  globalThis.connections = connections;
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      connections.push(this);
    }
  };
}

/** Runs in the page: looks at the browser's counters of made-up sound, as often as it renews them. */
async function readSound() {
  const reports = [...(await globalThis.connections.at(-1).getStats()).values()];
  const inboundOf = (kind) => reports.find((report) => report.type === 'inbound-rtp' && report.kind === kind);
  const audio = inboundOf('audio');
  const video = inboundOf('video');
  const delayOf = (inbound) => (1000 * inbound?.jitterBufferDelay) / inbound?.jitterBufferEmittedCount;
  return {
    codec: reports.find(({ id }) => id === audio?.codecId)?.mimeType,
    packets: audio?.packetsReceived,
    lost: audio?.packetsLost,
    concealed: audio?.concealedSamples - audio?.silentConcealedSamples,
    events: audio?.concealmentEvents,
    audioBufferMs: delayOf(audio),
    videoBufferMs: delayOf(video),
    // By how much the sound is later, as the browser itself knows from the sender reports.
    estimatedOffsetMs: video?.estimatedPlayoutTimestamp - audio?.estimatedPlayoutTimestamp,
  };
}

/**
 * A page of the server, and a meter on it.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {(sdp: string) => string | Promise<string>} [changeAnswer] stands between server and page, for example a relay's
 */
export async function openMeteredPage(browser, url, changeAnswer) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(keepConnections);
  await page.addInitScript(installSoundMeter);
  if (changeAnswer !== undefined) {
    // An ICE restart would find the way past what stands between.
    await page.route('**/whep/*', (route) => route.fulfill({ status: 404 }));
    await page.route('**/offer', async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      await route.fulfill({ response, json: { ...answer, sdp: await changeAnswer(answer.sdp) } });
    });
  }
  await page.goto(url);
  await page.evaluate(startSoundMeter);
  return { page, close: () => context.close() };
}

/**
 * What a page plays for a while.
 *
 * @param {import('playwright-core').Page} page
 * @param {number} durationMs
 */
export async function measureSound(page, durationMs) {
  const began = await page.evaluate(() => {
    globalThis.meter.gaps.length = 0;
    return performance.now();
  });
  const looks = [];
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) {
    looks.push(await page.evaluate(readSound));
    await sleep(60);
  }
  // Around each beep the meter wants a second of blocks.
  await sleep(1200);
  const report = await page.evaluate(() => globalThis.meter.report());
  const flashes = report.flashes.filter((at) => at > began && at < began + durationMs);
  const last = looks.at(-1);
  return {
    ...last,
    concealedMs: (last.concealed - looks[0].concealed) / 48,
    packets: last.packets - looks[0].packets,
    lost: last.lost - looks[0].lost,
    offsetsMs: syncOffsets({ ...report, flashes }),
    flashes: flashes.length,
    longestGapMs: Math.max(0, ...report.gapsMs),
    longestConcealedMs: longestConcealmentMs(looks),
    power: report.power,
    estimatedOffsetsMs: looks.map(({ estimatedOffsetMs }) => estimatedOffsetMs).filter(Number.isFinite),
  };
}
