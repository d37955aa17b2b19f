import { expect, test } from '@jest/globals';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime } from './support/playback.js';
import { ServerProcess } from './support/server-process.mjs';
import { makeTestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

test('a stabilised stream plays at its own pace, and its server ends in order', async () => {
  using media = await makeTestMedia();
  const browser = await launchChromium();
  try {
    await using server = await ServerProcess.start(['--source', media.path, '--loop', '-S']);
    const viewer = await Viewer.open(browser, server.url);
    await viewer.waitForFrame(30_000);
    expectRealTime(await viewer.watch(3000), media.settings);
    expect(await server.stop('SIGTERM')).toMatchObject({ code: 0 });
  } finally {
    await browser.close();
  }
}, 90_000);
