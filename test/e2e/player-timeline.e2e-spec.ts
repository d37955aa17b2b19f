import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { runProgram } from '../support/program.js';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { PlayerPage } from './support/player-page.js';

let browser: Browser;
let folder: string;
let host: HostApp;

/** A recorded file of one colour with a tone, which began so long ago. */
function writeRecorded(colour: string, secondsAgo: number, seconds: number): void {
  const start = new Date(Date.now() - secondsAgo * 1000);
  const path = join(folder, 'default', `${start.toISOString().replaceAll(':', '-')}.mp4`);
  const film = `color=c=${colour}:size=320x180:rate=10:duration=${seconds}`;
  const tone = `sine=duration=${seconds}`;
  const words = '-c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p -c:a libopus -movflags +faststart';
  const inputs = ['-loglevel', 'error', '-f', 'lavfi', '-i', film, '-f', 'lavfi', '-i', tone];
  runProgram('ffmpeg', [...inputs, ...words.split(' '), path]);
  const end = new Date(start.getTime() + seconds * 1000);
  utimesSync(path, end, end);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-recordings-'));
  mkdirSync(join(folder, 'default'));
  browser = await launchChromium();
  writeRecorded('red', 50 * 60, 4);
  writeRecorded('blue', 20 * 60, 30);
  host = await HostApp.start({
    source: 'test:?size=320x180',
    framerate: 10,
    record: folder,
    authorize: () => false,
    linkSecret: 'of the test, and long enough',
  });
}, 40_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** What is on screen in the recorded video: red, blue, another colour or none. */
function shownColour(page: Page): Promise<string> {
  return page.locator('webgear-player').evaluate((player) => {
    const stage = player.shadowRoot?.querySelector('.stage.looking-back');
    const video = stage?.querySelector<HTMLVideoElement>('.zoom > video.layer:not([hidden])');
    if (!video || video.videoWidth === 0) return 'none';
    const context = new OffscreenCanvas(8, 8).getContext('2d');
    context?.drawImage(video, 0, 0, 8, 8);
    const [red = 0, green = 0, blue = 0] = context?.getImageData(4, 4, 1, 1).data ?? [];
    if (green > 100) return 'other';
    if (red > 150) return 'red';
    return blue > 150 ? 'blue' : 'other';
  });
}

const shows = (page: Page, colour: string): Promise<unknown> =>
  eventually(
    () => shownColour(page),
    (shown) => shown === colour,
    15_000,
  );

test('a viewer looks back at what was recorded, over a gap, and is live again at once', async () => {
  const signed = host.service.signUrl('default', { expiresIn: 600, baseUrl: host.url });
  await using viewer = await PlayerPage.open(browser, signed);
  const { page } = viewer;
  const asked: URL[] = [];
  page.on('request', (request) => asked.push(new URL(request.url())));
  await viewer.waitForFrames();
  const slider = page.getByRole('slider', { name: 'Look back' });
  await slider.waitFor({ state: 'attached' });
  // Both files, and what is recorded now.
  await eventually(
    () => page.locator('.kept > span').count(),
    (count) => count === 3,
    15_000,
  );
  expect(await slider.getAttribute('aria-valuetext')).toBe('Live');

  // The keyboard: to the oldest, which is played to its end, and on after the gap.
  await slider.focus();
  await page.keyboard.press('Home');
  await shows(page, 'red');
  expect(await page.locator('.recorded').innerText()).toMatch(/^Recorded · .*\d+:\d+/);
  expect(await page.locator('webgear-player').getAttribute('data-state')).toBe('live');
  await shows(page, 'blue');
  // Its sound is decoded as well.
  const soundBytes = (): Promise<number> =>
    page.locator('webgear-player').evaluate((player) => {
      const video = player.shadowRoot?.querySelector('.zoom > video.layer[src]:not([hidden])');
      return (
        (video as unknown as { webkitAudioDecodedByteCount?: number } | null)?.webkitAudioDecodedByteCount ??
        0
      );
    });
  await eventually(soundBytes, (bytes) => bytes > 0, 5000);

  // Halted, it stays where it is; so does the live session below it.
  const position = (): Promise<number> =>
    slider.evaluate((input) => (input as HTMLInputElement).valueAsNumber);
  await page.keyboard.press('k');
  await viewer.button('Play').waitFor();
  const halted = await position();
  await page.keyboard.press('ArrowRight');
  await eventually(position, (now) => Math.abs(now - halted - 5000) < 1000, 5000);

  // The mouse, to the first file, of which a busy machine would miss the four seconds if they played.
  const { x, y, width, height } = (await slider.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const first = (await page.locator('.kept > span').first().boundingBox()) ?? { x: 0, width: 0 };
  await page.mouse.click(first.x + first.width / 2, y + height / 2);
  await shows(page, 'red');
  // Picture in picture shows what the page does: recorded, the next part of it, live, and recorded again.
  const isInWindow = (what: string): Promise<unknown> =>
    eventually(
      () =>
        page.locator('webgear-player').evaluate((player) => {
          const recorded = player.shadowRoot?.pictureInPictureElement;
          if (document.pictureInPictureElement === null) return 'none';
          return recorded?.matches('.looking-back video.layer[src]') === true ? 'recorded' : 'live';
        }),
      (now) => now === what,
      10_000,
    );
  await viewer.button('Picture in picture').click();
  await isInWindow('recorded');
  await slider.focus();
  await page.keyboard.press('k');
  await viewer.button('Pause').waitFor();
  await shows(page, 'blue');
  await isInWindow('recorded');
  await page.keyboard.press('End');
  await isInWindow('live');
  const second = (await page.locator('.kept > span').nth(1).boundingBox()) ?? { x: 0, width: 0 };
  await page.mouse.click(second.x + second.width / 2, y + height / 2);
  await shows(page, 'blue');
  await isInWindow('recorded');
  await page.evaluate(() => document.exitPictureInPicture());
  expect(width).toBeGreaterThan(100);
  expect(x).toBeGreaterThan(0);

  // The page has words of its own for it.
  await page.locator('webgear-player').evaluate((player) => {
    (player as unknown as { words: object }).words = { recorded: 'Seen before' };
  });
  await page.getByText(/^Seen before · /).waitFor();
  await page.getByRole('group', { name: 'Look back' }).getByRole('button', { name: 'Live' }).click();
  expect(await shownColour(page)).toBe('none');
  await viewer.waitForFrames();

  const offers = asked.filter(({ pathname }) => pathname.endsWith('/offer'));
  const parts = asked.filter(({ pathname }) => pathname.endsWith('/recording.mp4'));
  expect(offers.length).toBeLessThanOrEqual(1);
  expect(parts.length).toBeGreaterThan(1);
  for (const { searchParams } of parts) expect(searchParams.has('wgr-link')).toBe(true);
  expect(viewer.errors).toEqual([]);
}, 90_000);
