import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { Viewer } from '../e2e/support/viewer.js';
import { fakeDevices, publishFromPage } from '../support/publish-from-page.js';
import { UdpRelay } from '../support/udp-relay.js';

/** What `getStats()` of a page that publishes says of its video. */
interface OutboundVideo {
  readonly nackCount: number;
  readonly retransmittedPacketsSent: number;
}

describe('Chromium publishes its camera and its microphone', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium(fakeDevices);
  }, 60_000);

  afterAll(() => browser?.close());

  async function openPage(url: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  }

  const outboundVideo = (page: Page): Promise<OutboundVideo> =>
    page.evaluate(async () => {
      const { publisher } = globalThis as unknown as { publisher: RTCPeerConnection };
      const reports = [...(await publisher.getStats()).values()] as Record<string, unknown>[];
      const video = reports.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'video') ?? {};
      return {
        nackCount: Number(video['nackCount']),
        retransmittedPacketsSent: Number(video['retransmittedPacketsSent']),
      };
    });

  test('as H.264 and Opus, over a path that loses 5 %, and a second page watches them', async () => {
    await using relay = await UdpRelay.open(14);
    await using host = await HostApp.start({ source: 'whip:' });
    const publisher = await openPage(`${host.url}none`);
    const status = await publishFromPage(publisher, {
      endpoint: `${host.url}whip`,
      mimeType: 'video/H264',
      rewrite: (sdp) => relay.rewrite(sdp),
    });
    expect(status).toBe(201);
    await using viewer = await Viewer.open(browser, host.url);
    const framesOf = async (): Promise<number> => (await viewer.inboundVideo()).framesDecoded;
    await eventually(framesOf, (frames) => frames > 10, 30_000);
    expect(host.service.stats()).toMatchObject({
      source: { audio: { codec: 'opus' } },
      framesDecoded: 0,
    });

    relay.path = { lossRate: 0.05, delayMs: 10 };
    const before = await framesOf();
    await eventually(framesOf, (frames) => frames > before + 60, 40_000);
    expect(relay.lost).toBeGreaterThan(5);
    await eventually(
      () => outboundVideo(publisher),
      ({ nackCount, retransmittedPacketsSent }) => nackCount > 0 && retransmittedPacketsSent > 0,
      20_000,
    );
  }, 120_000);
});
