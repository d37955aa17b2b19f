import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { Viewer } from '../e2e/support/viewer.js';
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
    await using viewer = await Viewer.open(browser, host.url);
    await eventually(
      () => viewer.inboundVideo(),
      ({ framesDecoded }) => framesDecoded > 60,
      20_000,
    );
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      console.log(
        await publisher.evaluate(async () => {
          const { publisher: connection } = globalThis as unknown as { publisher: RTCPeerConnection };
          const reports = [...(await connection.getStats()).values()] as Record<string, unknown>[];
          return JSON.stringify(
            reports
              .filter(({ type }) => type === 'outbound-rtp' || type === 'candidate-pair')
              .map(({ kind, targetBitrate, framesPerSecond, frameWidth, availableOutgoingBitrate }) => ({
                kind,
                targetBitrate,
                framesPerSecond,
                frameWidth,
                availableOutgoingBitrate,
              })),
          );
        }),
        JSON.stringify(await viewer.inboundVideo()),
        JSON.stringify(host.service.stats()),
        JSON.stringify(host.service.peers),
      );
    }
  }, 100_000);
});
