import { expect, test } from '@jest/globals';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime } from './support/playback.js';
import { ServerProcess } from './support/server-process.mjs';
import { makeTestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

test('an open page picks up a server that was killed and started again', async () => {
  using media = await makeTestMedia();
  const browser = await launchChromium();
  try {
    await using first = await ServerProcess.start(['--source', media.path, '--loop']);
    const viewer = await Viewer.open(browser, first.url);
    await viewer.waitForFrame();

    await first.stop('SIGKILL');
    await using second = await ServerProcess.start(['--source', media.path, '--loop'], first.port);
    expect(second.port).toBe(first.port);
    await viewer.waitForFrame(30_000);
    expectRealTime(await viewer.watch(2000), media.settings);
  } finally {
    await browser.close();
  }
}, 90_000);
