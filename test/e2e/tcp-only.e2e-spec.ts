import { expect, test } from '@jest/globals';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime } from './support/playback.js';
import { makeTestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

/** As in a network that lets no UDP through: the viewer is left with what the answer says of TCP. */
async function withoutUdp(viewer: Viewer): Promise<void> {
  await viewer.page.route('**/offer', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { sdp: string };
    const sdp = answer.sdp.replace(/^a=candidate:\S+ 1 udp .*\r\n/gm, '');
    await route.fulfill({ response, json: { ...answer, sdp } });
  });
  await viewer.page.reload();
}

test('a viewer in a network without UDP comes over TCP, and sees the video in real time', async () => {
  using media = await makeTestMedia();
  const browser = await launchChromium();
  try {
    await using host = await HostApp.start({ source: media.path, loop: true, frameSizeReduction: 20 });
    await using viewer = await Viewer.open(browser, host.url);
    await withoutUdp(viewer);
    await viewer.waitForFrame();
    expectRealTime(await viewer.watch(3000), media.settings);
    const sends = host.service.peers
      .filter(({ packetsSent, state }) => state === 'connected' && packetsSent > 50)
      .map(({ transport }) => transport?.send);
    expect(sends).toContain('tcp');
    expect(viewer.errors).toEqual([]);
  } finally {
    await browser.close();
  }
}, 60_000);
