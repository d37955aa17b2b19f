import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { PlayerPage } from './support/player-page.js';

let browser: Browser;
let host: HostApp;
let viewer: PlayerPage;

beforeAll(async () => {
  browser = await launchChromium();
  // Without the controls of its sound, which another test looks at.
  host = await HostApp.start({ source: 'test:?size=320x180', frameSizeReduction: 0, audio: false });
  viewer = await PlayerPage.open(browser, host.url);
  await viewer.waitForFrames();
}, 60_000);

beforeEach(async () => {
  await viewer.page.mouse.move(300, 300);
});

afterEach(() => {
  expect(viewer.errors).toEqual([]);
});

afterAll(async () => {
  await viewer?.[Symbol.asyncDispose]();
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

/** Width and height of a PNG (ISO/IEC 15948, 11.2.1). */
function sizeOfPng(png: Buffer): [number, number] {
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('pause freezes the frame and releases the place; play resumes live, by button and by keys', async () => {
  await viewer.button('Pause').click();
  await viewer.says('Paused');
  expect(await viewer.page.locator('[part~=frozen-frame]').isVisible()).toBe(true);
  await viewer.button('Play').click();
  await viewer.waitForFrames();
  for (const key of ['k', 'Space']) {
    // The space bar on a button is the button's.
    await viewer.player.evaluate((player) => {
      (player.shadowRoot?.activeElement as HTMLElement | null)?.blur();
      player.dispatchEvent(new FocusEvent('focus'));
    });
    await viewer.player.dispatchEvent('keydown', { key: key === 'Space' ? ' ' : key, bubbles: true });
    await viewer.isIn('paused');
    await viewer.player.dispatchEvent('keydown', { key: 'k', bubbles: true });
    await viewer.waitForFrames();
  }
}, 30_000);

test('full screen, by key and by button, brings the controls along', async () => {
  await viewer.button('More').focus();
  await viewer.page.keyboard.press('f');
  await viewer.button('Leave full screen').waitFor();
  const size = await viewer.player.evaluate((player) => player.getBoundingClientRect().width);
  expect(size).toBe(await viewer.page.evaluate(() => window.innerWidth));
  await viewer.button('Leave full screen').click();
  await viewer.button('Full screen').waitFor();
});

test('after a click on full screen the space bar means the video, by keyboard still the button', async () => {
  const isFull = (wanted: boolean): Promise<unknown> =>
    viewer.page.waitForFunction((is) => (document.fullscreenElement !== null) === is, wanted);
  const focused = (): Promise<string | null | undefined> =>
    viewer.player.evaluate((player) => player.shadowRoot?.activeElement?.getAttribute('aria-label'));
  await viewer.button('Full screen').click();
  await isFull(true);
  await eventually(focused, (name) => name === null, 5000);
  await viewer.page.keyboard.press('Space');
  await viewer.isIn('paused');
  await viewer.page.keyboard.press('Space');
  await viewer.isIn('live');
  await viewer.button('Leave full screen').focus();
  await viewer.page.keyboard.press('Enter');
  await isFull(false);
  expect(await focused()).toBe('Full screen');
});

test('what is typed into a field of the page inside the player is text, not a command', async () => {
  await viewer.player.evaluate((player) => {
    const [field, note] = [document.createElement('input'), document.createElement('p')];
    note.contentEditable = 'true';
    for (const each of [field, note]) {
      each.slot = 'navigation';
      each.style.cssText = 'position: absolute; inset: 60px auto auto 60px; pointer-events: auto';
    }
    player.append(field, note);
    field.focus();
  });
  await viewer.page.keyboard.type('k i?');
  expect(await viewer.page.locator('#player > input').inputValue()).toBe('k i?');
  await viewer.page.locator('#player > p').focus();
  await viewer.page.keyboard.type('k i?');
  expect(await viewer.page.locator('#player > p').textContent()).toMatch(/^k.i\?$/);
  expect(await viewer.page.locator('.stats:visible, .shortcuts:visible').count()).toBe(0);
  await viewer.isIn('live');
  await viewer.page
    .locator('#player > :is(input, p)')
    .evaluateAll((all) => all.forEach((each) => each.remove()));
});

test('picture in picture is entered and left', async () => {
  await viewer.button('Picture in picture').click();
  await viewer.page.waitForFunction(() => document.pictureInPictureElement !== null);
  expect(await viewer.button('Picture in picture').getAttribute('aria-pressed')).toBe('true');
  await viewer.page.getByText('Playing in picture in picture').waitFor();
  await viewer.page.keyboard.press('p');
  await viewer.page.waitForFunction(() => document.pictureInPictureElement === null);
});

test('a snapshot is a PNG of the frame, named after the stream', async () => {
  const downloading = viewer.page.waitForEvent('download');
  await viewer.button('Save snapshot').click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^Live-video-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.png$/);
  expect(sizeOfPng(await readFile(await download.path()))).toEqual([320, 180]);
});

test('the statistics are those of this stream', async () => {
  await viewer.page.keyboard.press('i');
  const panel = viewer.page.locator('.stats dl');
  await panel.getByText('320 × 180').waitFor();
  await panel.getByText(/^\d+ fps/).waitFor();
  await panel.getByText('H.264').waitFor();
  await viewer.button('Close').click();
  expect(await panel.isVisible()).toBe(false);
});

test('the link that is copied leads to the stream', async () => {
  await viewer.choose('Copy link');
  await viewer.page.getByText('Link copied').waitFor();
  expect(await viewer.page.evaluate(() => navigator.clipboard.readText())).toBe(host.url);
});

test('there is no button for what this stream has not, each names its key, and each is large enough for a finger', async () => {
  const buttons = await viewer.page.locator('.controls button:visible').evaluateAll((all) =>
    (all as HTMLButtonElement[]).map(({ dataset, ariaLabel, offsetWidth, offsetHeight }) => ({
      name: ariaLabel,
      key: dataset['key'],
      isLarge: Math.min(offsetWidth, offsetHeight) >= 44,
    })),
  );
  const named = [
    ['Pause', 'k'],
    ['Save snapshot', 's'],
    ['Picture in picture', 'p'],
    ['More', ''],
    ['Full screen', 'f'],
  ];
  expect(buttons.map(({ name, key }) => [name, key])).toEqual(named);
  expect(buttons.every(({ isLarge }) => isLarge)).toBe(true);
});

test('controls fade over live video without input', async () => {
  await using untouched = await PlayerPage.open(browser, host.url);
  await untouched.waitForFrames();
  const opacity = (): Promise<string> =>
    untouched.page.locator('.controls').evaluate((bar) => getComputedStyle(bar).opacity);
  expect(await opacity()).not.toBe('0');
  await eventually(opacity, (value) => value === '0', 10_000);
});

test('controls fade over live video, but not while one has keyboard focus', async () => {
  await viewer.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await viewer.page.mouse.move(0, 0);
  const opacity = (): Promise<string> =>
    viewer.page.locator('.controls').evaluate((bar) => getComputedStyle(bar).opacity);
  await eventually(opacity, (value) => value === '0', 10_000);
  await viewer.page.keyboard.press('Tab');
  await viewer.page.mouse.move(1, 1);
  await eventually(opacity, (value) => value === '1', 10_000);
  expect(await opacity()).toBe('1');
});

test('controls stay under a mouse that rests on them, whose next click counts, and while a panel is open', async () => {
  const { page } = viewer;
  const opacity = (): Promise<string> =>
    page.locator('.controls').evaluate((bar) => getComputedStyle(bar).opacity);
  await viewer.button('More').hover();
  // As long as it takes them to fade, and a little longer: that nothing happens can only be waited for.
  await page.waitForTimeout(3800);
  expect(await opacity()).toBe('1');
  await page.mouse.down();
  await page.mouse.up();
  await page.getByRole('menu').waitFor({ timeout: 3000 });
  await page.mouse.move(300, 200);
  await page.waitForTimeout(3800);
  expect(await opacity()).toBe('1');
  await page.keyboard.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.mouse.move(300, 201);
  await eventually(opacity, (value) => value === '0', 10_000);
}, 40_000);

test('the focus stays on Pause and Play, whichever key is pressed', async () => {
  const { page } = viewer;
  const focused = (): Promise<string | null | undefined> =>
    viewer.player.evaluate((player) => player.shadowRoot?.activeElement?.getAttribute('aria-label'));
  await viewer.button('Pause').focus();
  for (const key of ['Space', 'k', 'Enter']) {
    expect(await focused()).toBe('Pause');
    await page.keyboard.press(key);
    await viewer.isIn('paused');
    expect(await focused()).toBe('Play');
    await page.keyboard.press(key);
    await viewer.waitForFrames();
  }
  await viewer.button('Picture in picture').focus();
  await page.keyboard.press('k');
  await viewer.isIn('paused');
  expect(await focused()).toBe('Picture in picture');
  await page.keyboard.press('k');
  await viewer.waitForFrames();
}, 40_000);
