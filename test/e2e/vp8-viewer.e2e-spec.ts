import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectedSize, expectRealTime, expectTrueColours, reduced } from './support/playback.js';
import { ServerProcess } from './support/server-process.mjs';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

/** Runs in the page: every transceiver for video offers VP8 and nothing else, as a browser without H.264 would. */
function offerOnlyVp8(): void {
  const { addTransceiver } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.addTransceiver = function addVp8Transceiver(...args) {
    const transceiver = addTransceiver.apply(this, args);
    if (args[0] !== 'video') return transceiver;
    const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => /^video\/(vp8|rtx)$/i.test(mimeType)));
    return transceiver;
  };
}

describe('a browser that offers only VP8', () => {
  let media: TestMedia;
  let browser: Browser;
  let server: ServerProcess;
  let viewer: Viewer;

  beforeAll(async () => {
    media = await makeTestMedia();
    browser = await launchChromium();
    server = await ServerProcess.start(['--source', media.path, '--loop', ...reduced]);
    viewer = await Viewer.open(browser, server.url, offerOnlyVp8);
    await viewer.waitForFrame();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    media?.[Symbol.dispose]();
  });

  test('is sent VP8', async () => {
    expect((await viewer.inboundVideo()).mimeType).toBe('video/VP8');
  });

  test('sees it move, in real time and in order', async () => {
    expectRealTime(await viewer.watch(3000), media.settings);
  }, 20_000);

  test('sees it in the right size and colours', async () => {
    expect(await viewer.videoSize()).toEqual(expectedSize(media.settings));
    await expectTrueColours(viewer);
  });

  test('sees it again after a reload', async () => {
    await viewer.page.reload();
    await viewer.waitForFrame();
    expectRealTime(await viewer.watch(2000), media.settings);
  }, 30_000);

  test('watches beside one that is sent H.264', async () => {
    await using other = await Viewer.open(browser, server.url);
    await other.waitForFrame();
    expect((await other.inboundVideo()).mimeType).toBe('video/H264');
    expectRealTime(await viewer.watch(2000), media.settings);
  }, 30_000);
});
