import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

const source = 'test:?size=320x180&rate=15';
const fadeMs = 10_000;
const live = 'webgear-player[data-state=live]';

let browser: Browser;
let host: HostApp;

beforeAll(async () => {
  browser = await launchChromium();
  // A phone with the controls of the sound has no room for Copy link.
  host = await HostApp.start({ source, frameSizeReduction: 0, audio: false });
}, 30_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

/** What a control did, as its page shows it. */
const effects: readonly (readonly [name: string, hasWorked: (page: Page) => Promise<unknown>])[] = [
  ['More', (page) => page.getByRole('menu').waitFor({ timeout: 3000 })],
  ['Save snapshot', (page) => page.getByText('Snapshot saved').waitFor({ timeout: 3000 })],
  ['Picture in picture', (page) => page.waitForFunction(() => document.pictureInPictureElement !== null)],
  ['Full screen', (page) => page.waitForFunction(() => document.fullscreenElement !== null)],
  ['Pause', (page) => page.locator('webgear-player[data-state=paused]').waitFor({ timeout: 3000 })],
];

/** A finger or a pen: what it does at a place. */
type Tap = (x: number, y: number) => Promise<void>;

async function centreOf(page: Page, name: string): Promise<[number, number]> {
  const box = await page.getByRole('button', { name, exact: true }).boundingBox();
  if (box === null) throw new Error(`There is no ${name}.`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** Whether the controls can be seen, and pressed. */
function areShown(page: Page): Promise<boolean> {
  return page.locator('.controls').evaluate((bar) => {
    const { pointerEvents } = getComputedStyle(bar.firstElementChild as Element);
    return Number(getComputedStyle(bar).opacity) > 0.5 && pointerEvents !== 'none';
  });
}

async function untilFaded(page: Page): Promise<void> {
  await eventually(
    () => page.locator('.controls').evaluate((bar) => getComputedStyle(bar).opacity),
    (opacity) => opacity === '0',
    fadeMs,
  );
}

/** With a pen, which Playwright has not: as a tablet reports one that comes from afar. */
function penOf(session: CDPSession): Tap {
  return async (x, y) => {
    const at = { x, y, pointerType: 'pen', button: 'left', clickCount: 1 } as const;
    await session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y, pointerType: 'pen' });
    await session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
    await session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
  };
}

describe.each([
  ['a phone upright', { width: 390, height: 844 }, 'touch'],
  ['a phone sideways', { width: 844, height: 390 }, 'touch'],
  ['a tablet with a pen', { width: 844, height: 390 }, 'pen'],
])('on %s', (_, viewport, kind) => {
  let context: BrowserContext;
  let page: Page;
  let tap: Tap;

  beforeAll(async () => {
    context = await browser.newContext({
      viewport,
      hasTouch: true,
      isMobile: true,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    await page.goto(host.url);
    await page.locator(live).waitFor();
    tap = kind === 'pen' ? penOf(await context.newCDPSession(page)) : (x, y) => page.touchscreen.tap(x, y);
  }, 30_000);

  afterAll(() => context?.close());

  test('a control that is seen is pressed by the first tap', async () => {
    for (const [name, hasWorked] of effects) {
      // A narrow bar has it in the menu.
      if (!(await page.getByRole('button', { name, exact: true }).isVisible())) continue;
      // A tap on the video shows faded controls.
      if (!(await areShown(page))) await tap(viewport.width / 2, (await centreOf(page, name))[1] - 80);
      await eventually(
        () => areShown(page),
        (shown) => shown,
        3000,
      );
      await tap(...(await centreOf(page, name)));
      await expect(hasWorked(page).then(() => name)).resolves.toBe(name);
      if (name === 'More') await tap(...(await centreOf(page, name)));
      if (name === 'Picture in picture') await page.evaluate(() => document.exitPictureInPicture());
      if (name === 'Full screen') await page.evaluate(() => document.exitFullscreen());
    }
    await tap(...(await centreOf(page, 'Play')));
    await page.locator(live).waitFor();
  }, 40_000);

  test('a tap shows the controls and presses nothing, and the next one hides them or presses', async () => {
    await untilFaded(page);
    const place = await centreOf(page, 'Pause');
    const until = (isWanted: boolean): Promise<boolean> =>
      eventually(
        () => areShown(page),
        (shown) => shown === isWanted,
        1500,
      );
    const videoPoint = [place[0] + 60, place[1] - 80] as const;
    await tap(...videoPoint);
    await until(true);
    await tap(...videoPoint);
    await until(false);
    await tap(...place);
    await until(true);
    expect(await page.locator(live).count()).toBe(1);
    await tap(...place);
    await page.locator('webgear-player[data-state=paused]').waitFor({ timeout: 3000 });
    await tap(...(await centreOf(page, 'Play')));
    await page.locator(live).waitFor();
  }, 40_000);
});

test('a tile of the list leads to its stream by the first tap', async () => {
  const streams = { front: { source }, yard: { source } };
  await using list = await HostApp.start({ streams, frameSizeReduction: 0 });
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(list.url);
  await page.locator(live).nth(1).waitFor();
  await page.locator('li').last().tap();
  await page.waitForURL('**/yard/');
  await page.locator(live).waitFor();
  expect(await page.locator('webgear-player').count()).toBe(1);
  await context.close();
}, 40_000);
