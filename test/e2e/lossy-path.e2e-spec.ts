import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { UdpRelay } from '../support/udp-relay.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer } from './support/viewer.js';

const watchMs = 6000;
/** Of the built-in test pattern. */
const framerate = 30;
/** How much longer than its own time a picture may stay. */
const longestFreezeMs = 200;

/** What the browser counted of repairs. */
async function repairs(page: Page): Promise<{ nackCount: number; retransmittedPacketsReceived: number }> {
  return page.evaluate(async () => {
    const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
    const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])] as Record<
      string,
      unknown
    >[];
    const inbound = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
    return {
      nackCount: Number(inbound?.['nackCount']),
      retransmittedPacketsReceived: Number(inbound?.['retransmittedPacketsReceived']),
    };
  });
}

test.each([
  ['the main thread', []],
  ['a thread of its own', ['--threads', '1']],
])(
  'from %s 2 % of loss at 40 ms round trip is repaired, without a freeze',
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
      await viewer.waitForPicture();

      relay.path = { lossRate: 0.02, delayMs: 20 };
      const seen = await viewer.watch(watchMs);
      const gapsMs = seen.slice(1).map(({ atMs }, index) => atMs - (seen[index]?.atMs ?? 0));
      expect(relay.lost).toBeGreaterThan(5);
      const { nackCount, retransmittedPacketsReceived } = await repairs(viewer.page);
      expect(nackCount).toBeGreaterThan(0);
      expect(retransmittedPacketsReceived).toBeGreaterThan(0);
      expect(seen.length).toBeGreaterThan((watchMs / 1000) * framerate * 0.8);
      expect(Math.max(...gapsMs)).toBeLessThan(1000 / framerate + longestFreezeMs);
    } finally {
      await browser.close();
    }
  },
  90_000,
);
