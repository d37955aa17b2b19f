import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectedSize, expectRealTime, expectTrueColours, reduced } from './support/playback.js';
import { ServerProcess } from './support/server-process.mjs';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { Viewer, type SeenFrame } from './support/viewer.js';

const mostMisread = 2;

/**
 * Without single frames whose number is none that lies between its neighbours': the fast preset of AV1 may leave a flat block
 * of the frame before for one frame, and the numbers are made of such blocks.
 */
function withoutMisread(seen: readonly SeenFrame[]): SeenFrame[] {
  const kept = seen.filter(({ frameNumber }, index) => {
    const [before, after] = [seen[index - 1], seen[index + 1]];
    if (before === undefined || after === undefined) return true;
    const isBetween = before.frameNumber <= frameNumber && frameNumber <= after.frameNumber;
    return isBetween || after.frameNumber < before.frameNumber;
  });
  expect(seen.length - kept.length).toBeLessThanOrEqual(mostMisread);
  return kept;
}

describe('the codecs of the server, in a browser that offers all it has', () => {
  let media: TestMedia;
  let browser: Browser;

  beforeAll(async () => {
    // Half the usual rate: the encoder of AV1 and the browser's decoders would fill two cores.
    media = await makeTestMedia({ width: 640, height: 360, framerate: 15, seconds: 10 });
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    media?.[Symbol.dispose]();
  });

  test.each([
    ['vp9', 'video/VP9'],
    ['av1', 'video/AV1'],
  ])(
    '%s is played in real time, in the right size and colours, and by viewers who join later',
    async (codec, mimeType) => {
      // The order of the server decides: H.264 stands behind, and is offered too.
      const flags = ['--source', media.path, '--loop', ...reduced, '--codecs', `${codec},h264`];
      await using server = await ServerProcess.start(flags);
      await using viewer = await Viewer.open(browser, server.url);
      await viewer.waitForFrame();
      expect((await viewer.inboundVideo()).mimeType).toBe(mimeType);
      expectRealTime(withoutMisread(await viewer.watch(3000)), media.settings);
      expect(await viewer.videoSize()).toEqual(expectedSize(media.settings));
      await expectTrueColours(viewer);
      await using late = await Viewer.open(browser, server.url);
      await late.waitForFrame();
      expectRealTime(withoutMisread(await late.watch(2000)), media.settings);
      await viewer.page.reload();
      await viewer.waitForFrame();
      expectRealTime(withoutMisread(await viewer.watch(2000)), media.settings);
    },
    60_000,
  );

  test('one that is not offered is passed over for the next', async () => {
    await using server = await ServerProcess.start([
      '--source',
      media.path,
      '--loop',
      ...reduced,
      '--codecs',
      'vp9,vp8',
    ]);
    await using viewer = await Viewer.open(browser, server.url, () => {
      const { addTransceiver } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.addTransceiver = function addWithoutVp9(...args) {
        const transceiver = addTransceiver.apply(this, args);
        if (args[0] !== 'video') return transceiver;
        const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
        transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType !== 'video/VP9'));
        return transceiver;
      };
    });
    await viewer.waitForFrame();
    expect((await viewer.inboundVideo()).mimeType).toBe('video/VP8');
  }, 30_000);

  test.each([
    ['vp9', 'video/VP9', 'webm', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -lag-in-frames 0 -b:v 2M'],
    ['av1', 'video/AV1', 'mp4', '-c:v libaom-av1 -usage realtime -cpu-used 8 -b:v 2M'],
  ] as const)(
    '%s of a source is sent as it is, also to who comes between two key frames',
    async (codec, mimeType, container, words) => {
      const source = `${media.path}.${container}`;
      const input = ['-loglevel', 'error', '-y', '-i', media.path];
      execFileSync('ffmpeg', [...input, ...words.split(' '), '-g', '60', source]);
      await using host = await HostApp.start({
        source,
        loop: true,
        frameSizeReduction: 0,
        codecs: [codec, 'h264'],
      });
      await using viewer = await Viewer.open(browser, host.url);
      await viewer.waitForFrame();
      expect((await viewer.inboundVideo()).mimeType).toBe(mimeType);
      expectRealTime(withoutMisread(await viewer.watch(3000)), media.settings);
      expect(await viewer.videoSize()).toEqual({ width: 640, height: 360 });
      await expectTrueColours(viewer);
      await using late = await Viewer.open(browser, host.url);
      await late.waitForFrame();
      // What came since the key frame is shown faster than it was taken.
      await sleep(2000);
      expectRealTime(await late.watch(2000), media.settings);
      const { renditions, framesDecoded } = host.service.stats();
      expect(renditions).toMatchObject([{ codec, passthrough: true, encodersOpened: 0, peers: 2 }]);
      expect(framesDecoded).toBe(0);
    },
    90_000,
  );
});
