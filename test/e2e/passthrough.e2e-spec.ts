import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { RtspServer } from '../support/rtsp-server.js';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime, expectTrueColours } from './support/playback.js';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

/** How far one viewer's frame may be behind another's: what two decoders on a busy machine differ by. */
const mostFramesBehind = 9;

const passed = { passthrough: true, encodersOpened: 0 };

describe.each([
  ['Constrained Baseline', 'baseline', false],
  ['Main', 'main', false],
  ['High', 'high', false],
  ['High', 'high', 1],
])('H.264 %s (%s, threads: %s) that is sent as it comes', (_, profile, threads) => {
  let media: TestMedia;
  let browser: Browser;
  let host: HostApp;
  let first: Viewer;

  beforeAll(async () => {
    media = await makeTestMedia({
      width: 640,
      height: 360,
      framerate: 30,
      seconds: 10,
      encoderOptions: { profile, bf: '0' },
    });
    browser = await launchChromium();
    host = await HostApp.start({ source: media.path, loop: true, frameSizeReduction: 0, threads });
    first = await Viewer.open(browser, host.url);
    await first.waitForFrame();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
    media?.[Symbol.dispose]();
  });

  test('plays in real time, in true colours and full size, and nothing is decoded or encoded', async () => {
    expectRealTime(await first.watch(3000), media.settings);
    await expectTrueColours(first);
    expect(await first.videoSize()).toEqual({ width: 640, height: 360 });
    const { renditions, framesDecoded } = host.service.stats();
    expect(renditions).toMatchObject([passed]);
    expect(framesDecoded).toBe(0);
  }, 30_000);

  test('is shown at once to who comes between two key frames, and no later than to others', async () => {
    // Key frames are two seconds apart: one of three viewers a second comes just after one.
    await sleep(700);
    await using late = await Viewer.open(browser, host.url);
    await late.waitForFrame();
    // What came since the key frame is shown faster than it was taken, as fast as the machine decodes.
    await sleep(1000);
    const [seenByFirst, seenLate] = await Promise.all([first.watch(2000), late.watch(2000)]);
    expectRealTime(seenLate, media.settings);
    const period = media.settings.framerate * media.settings.seconds;
    const behind =
      ((seenByFirst.at(-1)?.frameNumber ?? 0) - (seenLate.at(-1)?.frameNumber ?? 0) + period) % period;
    expect(Math.min(behind, period - behind)).toBeLessThanOrEqual(mostFramesBehind);
    expect(host.service.stats().renditions).toMatchObject([{ ...passed, peers: 2 }]);
  }, 30_000);
});

test('a camera on the network passes, is away with a slate, and passes again, for one and the same viewer', async () => {
  await using camera = await RtspServer.start();
  await using host = await HostApp.start({
    source: camera.url(),
    frameSizeReduction: 0,
    stallTimeoutMs: 2000,
  });
  const browser = await launchChromium();
  try {
    const viewer = await Viewer.open(browser, host.url);
    await viewer.waitForFrame();
    const peer = host.service.peers[0]?.peerId;
    const kind = (): boolean | undefined => host.service.stats().renditions[0]?.passthrough;
    expect(await eventually(kind, (isPassed) => isPassed === true, 10_000)).toBe(true);
    await camera.unplug();
    expect(await eventually(kind, (isPassed) => isPassed === false, 15_000)).toBe(false);
    await viewer.waitForFrame();
    await camera.plugIn();
    expect(await eventually(kind, (isPassed) => isPassed === true, 30_000)).toBe(true);
    await viewer.waitForFrame();
    expect(host.service.peers.map(({ peerId }) => peerId)).toEqual([peer]);
    expect(viewer.errors).toEqual([]);
  } finally {
    await browser.close();
  }
}, 90_000);
