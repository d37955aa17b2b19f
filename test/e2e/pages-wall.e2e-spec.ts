import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

const source = 'test:?size=160x120&rate=4';
const number = 16;
const longName = 'A camera whose name has a good many more letters than its tile';

interface Shift {
  readonly value: number;
  /** As after a change of the window's size. */
  readonly hadRecentInput: boolean;
}

/** What is looked at is the page: most tests let no offer through, and sixteen videos need not be encoded. */
describe('the wall and the pages behind it', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let host: HostApp;

  beforeAll(async () => {
    browser = await launchChromium();
    const entries = Array.from({ length: number }, (_, index) => [
      `camera-${index + 1}`,
      { source, ...(index === 3 && { title: longName }) },
    ]);
    const streams = Object.fromEntries(entries) as Record<string, { source: string }>;
    host = await HostApp.start({ title: 'Our house', streams, idleStopMs: 0 });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, hasTouch: true });
    page = await context.newPage();
  });

  afterEach(async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  });

  /** A page on a device whose pointer hovers; small, so that it is drawn quickly. */
  async function openDesk(): Promise<void> {
    await context.close();
    context = await browser.newContext({ viewport: { width: 1024, height: 680 } });
    page = await context.newPage();
  }

  const holdOffers = (): Promise<unknown> => page.route('**/offer', () => undefined);

  /** Share of the window that tiles cover, and how much there is to scroll. */
  function measure(): Promise<{ share: number; down: number; sideways: number; columns: number }> {
    return page.evaluate(async () => {
      // The page has taken up a new size of the window by the next frame but one.
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      const boxes = [...document.querySelectorAll('#streams > li')].map((tile) =>
        tile.getBoundingClientRect(),
      );
      const area = boxes.reduce((sum, { width, height }) => sum + width * height, 0);
      return {
        share: area / (clientWidth * clientHeight),
        down: scrollHeight - clientHeight,
        sideways: scrollWidth - clientWidth,
        columns: new Set(boxes.map(({ left }) => Math.round(left))).size,
      };
    });
  }

  /** Cumulative layout shift of the page so far. */
  async function watchShifts(): Promise<() => Promise<number>> {
    await page.addInitScript(() => {
      const shifts = { sum: 0 };
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & Shift)[])
          if (!entry.hadRecentInput) shifts.sum += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    return () => page.evaluate(() => (globalThis as unknown as { shifts: { sum: number } }).shifts.sum);
  }

  test('sixteen tiles fill four fifths of a window without scrolling, and arrow keys and Enter lead to one', async () => {
    await holdOffers();
    const shiftsSoFar = await watchShifts();
    await page.goto(host.url);
    for (const [width, height] of [
      [1440, 900],
      [1366, 768],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.waitForFunction(() => document.querySelector('#streams.fitted') !== null);
      const { share, down, sideways, columns } = await measure();
      expect([width, down, sideways, columns]).toEqual([width, 0, 0, 4]);
      expect(share).toBeGreaterThanOrEqual(0.8);
    }
    expect(await shiftsSoFar()).toBeLessThan(0.02);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await measure()).toMatchObject({ sideways: 0, columns: 1 });
    expect(await page.locator('h1').textContent()).toBe('Our house');
    await page.setViewportSize({ width: 1440, height: 900 });
    expect((await measure()).columns).toBe(4);
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch('Camera 5');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${host.url}camera-5/`);
  }, 60_000);

  test('a layout is chosen by keyboard, and is there again after a reload, without the address too', async () => {
    await holdOffers();
    await page.goto(host.url);
    await page.focus('#layout');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect((await measure()).columns).toBe(3);
    expect(new URL(page.url()).search).toBe('?layout=3');
    await page.goto(host.url);
    expect((await measure()).columns).toBe(3);
    await page.goto(`${host.url}?layout=focus&focus=camera-5`);
    const focused = (): Promise<string | null> => page.locator('.focused a > .name').textContent();
    expect(await focused()).toBe('Camera 5');
    const large = await page.locator('.focused').boundingBox();
    expect(large?.width).toBeGreaterThan(1000);
    await page.click('#streams > li:nth-child(2)');
    expect([await focused(), new URL(page.url()).pathname]).toEqual(['Camera 2', '/']);
    await page.click('#streams > .focused');
    await page.waitForURL(`${host.url}camera-2/`);
  }, 60_000);

  test('tiles are ordered by mouse, by finger and by keys, and a reload keeps the order', async () => {
    const order = async (): Promise<string> => {
      const links = await page.locator('#streams a').evaluateAll((all) => all.map((one) => String(one)));
      return links.flatMap((link) => /camera-(\d+)/.exec(link)?.[1] ?? []).join(' ');
    };
    const rest = '7 8 9 10 11 12 13 14 15 16';
    const middleOf = async (place: number): Promise<readonly [number, number]> => {
      const box = await page.locator(`#streams > li:nth-child(${place})`).boundingBox();
      if (box === null) throw new Error('There is no such tile.');
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await holdOffers();
    await page.setViewportSize({ width: 1024, height: 680 });
    await page.goto(host.url);
    const dragged = page.locator('#streams > .dragged');
    for (const isGivenUp of [true, false]) {
      await page.mouse.move(...(await middleOf(1)));
      await page.mouse.down();
      await page.mouse.move(...(await middleOf(3)), { steps: 4 });
      await dragged.waitFor();
      if (isGivenUp) await page.keyboard.press('Escape');
      await page.mouse.up();
      expect(await order()).toBe(`${isGivenUp ? '1 2 3' : '2 3 1'} 4 5 6 ${rest}`);
    }
    await page.focus('#streams > li:nth-child(3) > a');
    await page.keyboard.press('Alt+ArrowLeft');
    expect(await order()).toBe(`2 1 3 4 5 6 ${rest}`);
    await page.keyboard.press('Alt+ArrowDown');
    expect(await order()).toBe(`2 3 4 5 6 1 ${rest}`);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch('Camera 1');
    expect(await page.textContent('#news')).toBe('Camera 1: place 6 of 16');
    await page.reload();
    expect(await order()).toBe(`2 3 4 5 6 1 ${rest}`);
    const [from, to] = [await middleOf(1), await middleOf(2)];
    await touch(from, () => dragged.waitFor(), [to]);
    expect(await order()).toBe(`3 2 4 5 6 1 ${rest}`);
    await page.click('#layout');
    await page.getByRole('menuitem', { name: 'Reset order' }).click();
    expect(await order()).toBe(`1 2 3 4 5 6 ${rest}`);
    expect([await page.locator('#layouts [value=reset]').isHidden(), page.url()]).toEqual([true, host.url]);
  }, 60_000);

  test('a tile has buttons below a pointer that hovers, and for keyboards', async () => {
    await openDesk();
    // In the other window too.
    await context.route('**/offer', () => undefined);
    await page.goto(host.url);
    const buttons = page.locator('#streams').getByRole('button');
    expect(await buttons.count()).toBe(0);
    await page.hover('#streams > li:nth-child(2)');
    expect(await buttons.evaluateAll((all) => all.map((one) => one.ariaLabel))).toEqual(
      ['Open in own window', 'Focus one', 'Full screen'].map((label) => `${label}: Camera 2`),
    );
    const opened = context.waitForEvent('page');
    await buttons.first().click();
    const popup = await opened;
    await popup.waitForURL(`${host.url}camera-2/`, { waitUntil: 'commit' });
    await popup.close();
    const isFullscreen = async (name: string): Promise<void> => {
      await page.waitForFunction(
        (wanted) => document.fullscreenElement?.getAttribute('name') === wanted,
        name,
      );
      await page.evaluate(() => document.exitFullscreen());
    };
    await page.hover('#streams > li:nth-child(2)');
    await buttons.last().click();
    await isFullscreen('Camera 2');
    await page.focus('#streams > li:nth-child(3) > a');
    for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    expect(await page.textContent('.focused a > .name')).toBe('Camera 3');
    await page.dblclick('#streams > li:nth-child(2)');
    await isFullscreen('Camera 2');
    expect(new URL(page.url()).pathname).toBe('/');
  }, 60_000);

  test('a trouble of most is told once, and gone when they are live; then it says how many are', async () => {
    await openDesk();
    await page.route('**/offer', (route) => route.abort());
    await page.goto(`${host.url}?layout=4`);
    const banner = page.locator('#banner');
    await banner.waitFor({ timeout: 20_000 });
    expect(await banner.textContent()).toMatch('server');
    await banner.getByText(/^Trying again in \d+ s\.$/).waitFor();
    // With the focus, because the banner may be gone before a pointer has got there.
    await banner.getByRole('button').focus();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.keyboard.press('Enter');
    await banner.waitFor({ state: 'hidden', timeout: 30_000 });
    await page.waitForFunction(
      () => /^\d+ of 16 live$/.test(document.querySelector('#count')?.textContent ?? ''),
      undefined,
      { timeout: 30_000 },
    );
    const tile = page.locator('#streams > li').first();
    await tile.locator('[data-state=live]').waitFor({ timeout: 30_000 });
    const saved = page.waitForEvent('download');
    await tile.hover();
    await tile.getByRole('button', { name: 'Save snapshot' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^\S.* \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.png$/);
  }, 90_000);

  test('the page of a stream fills the window in the shape of the video, and leads back and on', async () => {
    const shiftsSoFar = await watchShifts();
    await page.goto(`${host.url}camera-4/`);
    await page.waitForSelector('#player[data-state=live]', { timeout: 30_000 });
    const box = await page.locator('#player').boundingBox();
    expect([box?.x, box?.y, box?.width, box?.height].map((value) => Math.round(value ?? 0))).toEqual([
      Math.round((1440 - (868 * 4) / 3) / 2),
      16,
      Math.round((868 * 4) / 3),
      868,
    ]);
    expect(await measure()).toMatchObject({ down: 0, sideways: 0 });
    expect(await shiftsSoFar()).toBeLessThan(0.02);
    expect(await page.title()).toBe(longName);
    await page.keyboard.press(']');
    await page.waitForURL(`${host.url}camera-5/`);
    await page.keyboard.press('[');
    await page.waitForURL(`${host.url}camera-4/`);
    await swipe(300, 0);
    await page.waitForURL(`${host.url}camera-3/`);
    await swipe(0, 300);
    await swipe(-300, 20);
    await page.waitForURL(`${host.url}camera-4/`);
    await page.getByRole('link', { name: 'All cameras' }).click();
    await page.waitForURL(host.url);
  }, 90_000);

  /** A finger that moves across the video. */
  async function swipe(right: number, down: number): Promise<void> {
    await page.waitForSelector('#player[data-state]');
    const [x, y] = [720, 300];
    const path = [[x + right / 2, y + down / 2] as const, [x + right, y + down] as const];
    await touch([x, y], () => Promise.resolve(), path);
  }

  /** A finger that touches, waits and moves on. */
  async function touch(
    start: readonly [number, number],
    wait: () => Promise<void>,
    path: readonly (readonly [number, number])[],
  ): Promise<void> {
    const cdp = await context.newCDPSession(page);
    const send = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      at?: readonly [number, number],
    ): Promise<unknown> =>
      cdp.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: at === undefined ? [] : [{ x: at[0], y: at[1] }],
      });
    await send('touchStart', start);
    await wait();
    for (const point of path) await send('touchMove', point);
    await send('touchEnd');
    await cdp.detach();
  }
});
