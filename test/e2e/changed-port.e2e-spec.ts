import { expect, test } from '@jest/globals';
import { UdpRelay } from '../support/udp-relay.js';
import { eventually } from './support/eventually.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer } from './support/viewer.js';

const isCheck = (datagram: Buffer): boolean => datagram.length >= 20 && datagram.readUInt16BE(0) === 0x0001;
const isMedia = ([first = 0]: Buffer): boolean => first >= 128 && first <= 191;

test('a browser whose router gives it another port plays on as soon as its next check has come', async () => {
  const browser = await launchChromium();
  try {
    await using server = await ServerProcess.start();
    await using relay = await UdpRelay.open(4589);
    await using viewer = await Viewer.open(browser, server.url);
    await viewer.page.route('**/offer', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { sdp: string };
      await route.fulfill({ response, json: { ...answer, sdp: relay.rewrite(answer.sdp) } });
    });
    // As with players that do not restart ICE, which would find the way past the relay.
    await viewer.page.route('**/whep/*', (route) => route.fulfill({ status: 404 }));
    await viewer.page.reload();
    await viewer.waitForFrame();
    let checkAtMs = 0;
    let mediaAtMs = 0;
    relay.onPass = (direction, datagram) => {
      if (direction === 'up' && isCheck(datagram)) checkAtMs ||= performance.now();
      if (direction === 'down' && isMedia(datagram)) mediaAtMs ||= performance.now();
      return datagram;
    };
    relay.rebind();
    await eventually(
      () => mediaAtMs,
      (atMs) => atMs > 0,
      20_000,
    );
    expect(mediaAtMs - checkAtMs).toBeLessThan(2000);
    await viewer.waitForFrame();
  } finally {
    await browser.close();
  }
}, 60_000);
