import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectedSize, expectRealTime, expectTrueColours, reduced } from './support/playback.js';
import { ServerProcess } from './support/server-process.mjs';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

describe('an H.264 file on the page', () => {
  let media: TestMedia;
  let browser: Browser;
  let server: ServerProcess;
  let viewer: Viewer;

  beforeAll(async () => {
    media = await makeTestMedia();
    browser = await launchChromium();
    server = await ServerProcess.start(['--source', media.path, '--loop', ...reduced]);
    viewer = await Viewer.open(browser, server.url);
    await viewer.waitForFrame();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    media?.[Symbol.dispose]();
  });

  test('moves, in real time and in order', async () => {
    expectRealTime(await viewer.watch(3000), media.settings);
  }, 20_000);

  test('is sent as H.264', async () => {
    expect((await viewer.inboundVideo()).mimeType).toBe('video/H264');
  });

  test('has the size it should have', async () => {
    expect(await viewer.videoSize()).toEqual(expectedSize(media.settings));
  });

  test('has the colours of the source', async () => {
    await expectTrueColours(viewer);
  });

  test('plays again after a reload', async () => {
    await viewer.page.reload();
    await viewer.waitForFrame();
    expectRealTime(await viewer.watch(2000), media.settings);
  }, 30_000);

  test('keeps real time across the end of the file, which starts again', async () => {
    const seen = await viewer.watch(media.settings.seconds * 1000);
    expectRealTime(seen, media.settings);
  }, 30_000);

  test('raises no error on the page', () => {
    expect(viewer.errors).toEqual([]);
  });
});
