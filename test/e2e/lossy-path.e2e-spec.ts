import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { UdpRelay } from '../support/udp-relay.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer, type SeenPicture } from './support/viewer.js';

const watchMs = 6000;
/** How much longer a picture may stay than it does where nothing gets lost. */
const longestFreezeMs = 200;

function longestGapMs(seen: readonly SeenPicture[]): number {
  return Math.max(...seen.slice(1).map(({ atMs }, index) => atMs - (seen[index]?.atMs ?? 0)));
}

/** What the browser counted of repairs. */
async function repairs(
  page: Page,
): Promise<{ nackCount: number; retransmittedPacketsReceived: number; roundTripMs: number }> {
  return page.evaluate(async () => {
    const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
    const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])] as Record<
      string,
      unknown
    >[];
    const inbound = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
    const remote = reports.find(({ type }) => type === 'remote-outbound-rtp');
    return {
      // Of all measurements: the newest alone is not there at every moment.
      roundTripMs:
        (Number(remote?.['totalRoundTripTime']) / Number(remote?.['roundTripTimeMeasurements'])) * 1000,
      nackCount: Number(inbound?.['nackCount']),
      retransmittedPacketsReceived: Number(inbound?.['retransmittedPacketsReceived']),
    };
  });
}

test.each([
  ['the main thread', []],
  ['a thread of its own', ['--threads', '1']],
])(
  'from %s 2 % of loss at 40 ms round trip is repaired by retransmission, without a freeze',
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
      await viewer.page.reload();
      await viewer.waitForFrame();

      // What this machine shows at best: other work on it costs pictures as well.
      relay.path = { delayMs: 20 };
      const calm = await viewer.watch(watchMs);
      relay.path = { lossRate: 0.02, delayMs: 20 };
      const seen = await viewer.watch(watchMs);
      expect(relay.lost).toBeGreaterThan(5);
      const { nackCount, retransmittedPacketsReceived, roundTripMs } = await repairs(viewer.page);
      expect(nackCount).toBeGreaterThan(0);
      expect(retransmittedPacketsReceived).toBeGreaterThan(0);
      // It knows how soon it may ask again.
      expect(roundTripMs).toBeGreaterThan(10);
      expect(seen.length).toBeGreaterThan(calm.length * 0.8);
      expect(longestGapMs(seen)).toBeLessThan(longestGapMs(calm) + longestFreezeMs);
    } finally {
      await browser.close();
    }
  },
  90_000,
);
