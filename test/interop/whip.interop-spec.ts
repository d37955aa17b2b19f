import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HostApp } from '../e2e/support/host-app.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { fakeDevices, publishFromPage } from '../support/publish-from-page.js';

describe('WHIP', () => {
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

  test('Chromium publishes H.264, and a second page watches it', async () => {
    await using host = await HostApp.start({ source: 'whip:' });
    const publisher = await openPage(`${host.url}none`);
    const status = await publishFromPage(publisher, { endpoint: `${host.url}whip`, mimeType: 'video/H264' });
    expect(status).toBe(201);
    const viewer = await openPage(host.url);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    console.log(JSON.stringify(host.service.stats()), JSON.stringify(host.service.peers));
    console.log(
      await publisher.evaluate(async () => {
        const { publisher: connection } = globalThis as unknown as { publisher: RTCPeerConnection };
        const reports = [...(await connection.getStats()).values()] as Record<string, unknown>[];
        const wanted = reports.filter(({ type }) =>
          ['outbound-rtp', 'remote-inbound-rtp', 'transport'].includes(String(type)),
        );
        return `${connection.connectionState} ${JSON.stringify(wanted)} ${connection.remoteDescription?.sdp}`;
      }),
    );
    await viewer.waitForFunction(
      () => {
        const player = document.querySelector('webgear-player') as HTMLElement | null;
        const video = (player?.shadowRoot ?? document).querySelector('video');
        return (video?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 60;
      },
      undefined,
      { timeout: 20_000 },
    );
    console.log(JSON.stringify(host.service.stats?.(), null, 1));
  }, 60_000);
});
