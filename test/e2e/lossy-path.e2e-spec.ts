import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { UdpRelay } from '../support/udp-relay.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer } from './support/viewer.js';

const watchMs = 6000;

/** What the browser counted of repairs. */
async function repairs(
  page: Page,
): Promise<Record<'nackCount' | 'pliCount' | 'retransmittedPacketsReceived' | 'roundTripMs', number>> {
  return page.evaluate(async () => {
    const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
    const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])] as Record<
      string,
      unknown
    >[];
    const inbound = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
    const remote = reports.find(({ type, kind }) => type === 'remote-outbound-rtp' && kind === 'video');
    return {
      // Of all measurements: the newest alone is not there at every moment.
      roundTripMs:
        (Number(remote?.['totalRoundTripTime']) / Number(remote?.['roundTripTimeMeasurements'])) * 1000,
      nackCount: Number(inbound?.['nackCount']),
      pliCount: Number(inbound?.['pliCount']),
      retransmittedPacketsReceived: Number(inbound?.['retransmittedPacketsReceived']),
    };
  });
}

test.each([
  ['the main thread', []],
  ['a thread of its own', ['--threads', '1']],
])(
  'from %s 2 % of loss at 40 ms round trip is repaired by retransmission alone',
  async (_, args) => {
    const browser = await launchChromium();
    try {
      await using server = await ServerProcess.start(args);
      await using relay = await UdpRelay.open(4588);
      await using viewer = await Viewer.open(browser, server.url);
      await viewer.page.route('**/offer', async (route) => {
        const response = await route.fetch();
        const answer = (await response.json()) as { sdp: string };
        await route.fulfill({ response, json: { ...answer, sdp: relay.rewrite(answer.sdp) } });
      });
      // An ICE restart would find the way past the relay.
      await viewer.page.route('**/whep/*', (route) => route.fulfill({ status: 404 }));
      await viewer.page.reload();
      await viewer.waitForFrame();

      // What this machine shows at best: other work on it costs frames as well.
      relay.path = { delayMs: 20 };
      const calm = await viewer.watch(watchMs);
      const before = await repairs(viewer.page);
      relay.path = { lossRate: 0.02, delayMs: 20 };
      const seen = await viewer.watch(watchMs);
      expect(relay.lost).toBeGreaterThan(5);
      const { nackCount, pliCount, retransmittedPacketsReceived, roundTripMs } = await repairs(viewer.page);
      expect(nackCount).toBeGreaterThan(0);
      expect(retransmittedPacketsReceived).toBeGreaterThan(0);
      // It knows how soon it may ask again.
      expect(roundTripMs).toBeGreaterThan(10);
      // A browser that is without a packet for long asks for a key frame instead. How long each frame stays on screen is
      // judged in loss-repair.spec.ts on a virtual clock: here it depends on what else the machine does.
      expect(pliCount).toBe(before.pliCount);
      expect(seen.length).toBeGreaterThan(calm.length * 0.5);
    } finally {
      await browser.close();
    }
  },
  90_000,
);
