import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer } from './support/viewer.js';

/** A frame on screen: browser time in milliseconds, and its height. */
interface ShownFrame {
  readonly atMs: number;
  readonly height: number;
}

const switches = 8;
/** A rung is served within this time: its key frame is requested, and encoders open in some tens of milliseconds. */
const servedWithinMs = 2000;
/** Where the next frame of the new rung cannot be decoded, receivers wait for a key frame: much longer than this. */
const longestGapMs = 600;

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

/** Runs in the page: notes each frame of its video. */
function noteFrames(): void {
  const shown: ShownFrame[] = [];
  Object.assign(globalThis, { shown });
  const video = document.querySelector('video');
  const note = (atMs: number, { height }: VideoFrameCallbackMetadata): void => {
    shown.push({ atMs, height });
    video?.requestVideoFrameCallback(note);
  };
  video?.requestVideoFrameCallback(note);
}

const shownFrames = (page: Page): Promise<ShownFrame[]> =>
  page.evaluate(() => (globalThis as unknown as { shown: ShownFrame[] }).shown);

async function pin(url: string, sessionToken: string, rung: string): Promise<void> {
  const body = JSON.stringify({ sessionToken, rung });
  const response = await fetch(new URL('quality', url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  expect(response.status).toBe(200);
}

async function waitForHeight(page: Page, height: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as { shown: ShownFrame[] }).shown.at(-1)?.height === wanted,
    height,
    { timeout: servedWithinMs },
  );
}

// Each codec refers to earlier frames in its own way (picture ids, parameter sets, sequence headers), and receivers that find
// a reference missing freeze until the next key frame.
test.each(['h264', 'vp8', 'vp9', 'av1'])(
  'a viewer of %s goes from rung to rung without a gap',
  async (codec) => {
    const args = ['--source', 'test:bars2?size=640x360', '--frame-size-reduction', '0', '--codecs', codec];
    await using server = await ServerProcess.start(args);
    await using viewer = await Viewer.open(browser, 'about:blank');
    const offered = viewer.page.waitForResponse((response) => response.url().endsWith('/offer'));
    await viewer.page.goto(server.url);
    const { sessionToken } = (await (await offered).json()) as { sessionToken: string };
    await viewer.waitForFrame();
    await viewer.page.evaluate(noteFrames);
    for (let index = 0; index < switches; index++) {
      const isDown = index % 2 === 0;
      await pin(server.url, sessionToken, isDown ? 'half' : 'full');
      await waitForHeight(viewer.page, isDown ? 180 : 360);
    }
    const shown = await shownFrames(viewer.page);
    const gapsMs = shown.slice(1).map(({ atMs }, index) => atMs - (shown[index]?.atMs ?? atMs));
    expect(Math.max(...gapsMs)).toBeLessThan(longestGapMs);
    expect(viewer.errors).toEqual([]);
  },
  60_000,
);
