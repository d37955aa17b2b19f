import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { colouredArea } from '../support/coloured-area.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime, expectTrueColours } from './support/playback.js';
import { ServerProcess } from './support/server-process.mjs';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

/** Blocks without a gap: their colour is seen wherever the text stands, however lossy the video. */
const overlay = [
  { text: "Yard: 100% 'north' \\ %{localtime}", clock: true },
  { text: '████', color: '#ff00ff', background: '#ff00ff', position: 'bottom-right', fontSize: 8 },
];

describe('a file with text on its frames', () => {
  let media: TestMedia;
  let browser: Browser;
  let server: ServerProcess;
  let viewer: Viewer;

  beforeAll(async () => {
    media = await makeTestMedia();
    browser = await launchChromium();
    // Frames that could be sent as they come are not: they have to be decoded to be written on.
    const args = ['--source', media.path, '--loop', '--frame-size-reduction', '0'];
    server = await ServerProcess.start([...args, '--options', JSON.stringify({ overlay })]);
    viewer = await Viewer.open(browser, server.url);
    await viewer.waitForFrame();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    media?.[Symbol.dispose]();
  });

  test('shows it where it is to stand', async () => {
    const blocks = await colouredArea(viewer.page, [255, 0, 255]);
    expect(blocks.pixels).toBeGreaterThan(640 * 360 * 0.02);
    expect([blocks.left > 0.7, blocks.right < 1, blocks.top > 0.75, blocks.bottom < 1]).toEqual(
      Array.from({ length: 4 }, () => true),
    );
    // White is in the number too, which stands in the middle.
    const { left, top } = await colouredArea(viewer.page, [255, 255, 255]);
    expect([left < 0.1, top < 0.1]).toEqual([true, true]);
  });

  test('leaves the rest of the frame, and its pace, as they were', async () => {
    await expectTrueColours(viewer);
    expectRealTime(await viewer.watch(3000), media.settings);
  }, 20_000);

  test('raises no error, on the page or in the server', async () => {
    expect(viewer.errors).toEqual([]);
    expect(await server.stop('SIGTERM')).toMatchObject({ code: 0 });
  }, 20_000);
});
