import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime } from './support/playback.js';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

describe.each([
  ['the main thread', false],
  ['a thread of their own', 1],
])('three viewers at once, served in %s,', (_where, threads) => {
  let media: TestMedia;
  let browser: Browser;
  let host: HostApp;
  let viewers: Viewer[];

  beforeAll(async () => {
    media = await makeTestMedia();
    browser = await launchChromium();
    host = await HostApp.start({
      source: media.path,
      loop: true,
      frameSizeReduction: 20,
      idleStopMs: 500,
      threads,
    });
    viewers = await Promise.all([1, 2, 3].map(() => Viewer.open(browser, host.url)));
    await Promise.all(viewers.map((viewer) => viewer.waitForFrame()));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
    media?.[Symbol.dispose]();
  });

  test('all see it move in real time', async () => {
    const all = await Promise.all(viewers.map((viewer) => viewer.watch(3000)));
    expect(all).toHaveLength(3);
    for (const seen of all) expectRealTime(seen, media.settings);
  }, 20_000);

  test('share one encoder', () => {
    const { renditions } = host.service.stats();
    expect(renditions).toHaveLength(1);
    expect(renditions[0]).toMatchObject({ codec: 'h264', peers: 3 });
    // It is opened again where the first viewer, still alone, cannot take it: once, not once per viewer.
    expect(renditions[0]?.encodersOpened).toBeLessThan(3);
  });

  test('are told apart, each with its own counters', () => {
    const { peers } = host.service;
    expect(new Set(peers.map(({ peerId }) => peerId)).size).toBe(3);
    for (const { packetsSent } of peers) expect(packetsSent).toBeGreaterThan(0);
  });

  test('do not disturb each other by leaving', async () => {
    await viewers[0]?.[Symbol.asyncDispose]();
    await eventually(
      () => host.service.peers.length,
      (count) => count === 2,
      5000,
    );
    expectRealTime((await viewers[1]?.watch(2000)) ?? [], media.settings);
  }, 20_000);

  test('leave nothing running when the last has gone', async () => {
    for (const viewer of viewers.slice(1)) await viewer[Symbol.asyncDispose]();
    await eventually(
      () => host.service.peers.length,
      (count) => count === 0,
      5000,
    );
    const { renditions } = await eventually(
      () => host.service.stats(),
      ({ state }) => state === 'idle',
      5000,
    );
    expect(renditions).toEqual([]);
  }, 20_000);

  test('start it again by coming back', async () => {
    await using viewer = await Viewer.open(browser, host.url);
    await viewer.waitForFrame();
    expect(host.service.peers).toHaveLength(1);
  }, 30_000);
});

test('a viewer whose browser vanishes without a word is gone within 30 seconds', async () => {
  using media = await makeTestMedia();
  await using host = await HostApp.start({ source: media.path, loop: true, frameSizeReduction: 20 });
  const browser = await launchChromium();
  try {
    const viewer = await Viewer.open(browser, host.url);
    await viewer.waitForFrame();
    // Offline for the page means no close request; ending the browser ends its checks of the connection.
    await viewer.page.context().setOffline(true);
  } finally {
    await browser.close();
  }
  await eventually(
    () => host.service.peers.length,
    (count) => count === 0,
    30_000,
  );
  expect(host.service.peers).toEqual([]);
}, 60_000);
