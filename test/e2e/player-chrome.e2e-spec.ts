import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

/** How the page round the player is. */
interface Surroundings {
  readonly attributes?: string;
  readonly style?: string;
  readonly root?: string;
  readonly context?: BrowserContextOptions;
  readonly hasOffers?: boolean;
}

// Each test has a page of its own, and they wait at the same time.

let browser: Browser;
let host: HostApp;

beforeAll(async () => {
  browser = await launchChromium();
  host = await HostApp.start({ source: 'test:?size=320x180', frameSizeReduction: 0, audio: false });
}, 30_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

/** A page of an application with a live player. */
async function open(surroundings: Surroundings = {}): Promise<Page> {
  const { attributes = '', style = '', root = '', context, hasOffers = true } = surroundings;
  const page = await (await browser.newContext(context)).newPage();
  const body = `<!doctype html><html ${root}><meta name="viewport" content="width=device-width"><style>body{margin:0}${style}</style>
    <div id="place"><webgear-player src="/" name="Back garden" ${attributes}></webgear-player></div>
    <script type="module" src="/static/js/webgear-player.js"></script>`;
  await page.route('**/own.html', (route) => route.fulfill({ contentType: 'text/html', body }));
  if (!hasOffers) await page.route('**/offer', () => undefined);
  await page.goto(`${host.url}own.html`);
  if (hasOffers) await page.locator('webgear-player[data-state=live]').waitFor();
  return page;
}

const focusPlayer = (page: Page): Promise<void> =>
  page.locator('webgear-player').evaluate((player: HTMLElement) => player.focus());
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const scaleOf = (page: Page): Promise<number> =>
  page.locator('.zoom').evaluate((layers) => new DOMMatrix(getComputedStyle(layers).transform).a);

test.concurrent(
  'at every width the bar fits, and what it has no room for is in the menu',
  async () => {
    const page = await open({ style: '#place { width: 600px }' });
    const full = ['Pause', 'Save snapshot', 'Picture in picture', 'More', 'Full screen'];
    await button(page, 'More').waitFor();
    for (const [width, names, further] of [
      [600, full, []],
      [400, full.filter((name) => name !== 'Picture in picture'), ['Picture in picture']],
      [300, ['Pause', 'More', 'Full screen'], ['Save snapshot', 'Picture in picture']],
      [200, ['Full screen'], []],
    ] as const) {
      await page.locator('#place').evaluate((place, px) => (place.style.width = `${px}px`), width);
      const boxes = await page.locator('.controls button:visible').evaluateAll((all) =>
        all.map((each) => {
          const { left, right, bottom } = each.getBoundingClientRect();
          return { name: each.ariaLabel, left, right, bottom };
        }),
      );
      expect(boxes.map(({ name }) => name)).toEqual(names);
      const edge = { right: Math.max(...boxes.map(({ right }) => right)), bottom: boxes[0]?.bottom };
      expect(edge.right).toBeLessThanOrEqual(width);
      expect(edge.bottom).toBeLessThanOrEqual((width * 9) / 16);
      if (further.length === 0) continue;
      await button(page, 'More').click();
      for (const name of further) expect(await page.getByRole('menuitem', { name }).isVisible()).toBe(true);
      await page.keyboard.press('Escape');
    }
    // Too narrow for any button.
    await page.locator('#place').evaluate((place) => (place.style.width = '150px'));
    await page.locator('.stage').click();
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await page.context().close();
  },
  30_000,
);

test.concurrent(
  'text styles, root size and colour scheme of the host page stay outside, and a row gives it a width',
  async () => {
    const style = `html { font-size: 62.5%; color-scheme: light }
    body { text-transform: uppercase; letter-spacing: 0.2em; font-style: italic; cursor: crosshair }
    #place { display: flex }`;
    const page = await open({ style, context: { colorScheme: 'light' } });
    await button(page, 'Pause').waitFor();
    const seen = await page.locator('webgear-player').evaluate((player: HTMLElement) => {
      const root = player.shadowRoot as ShadowRoot;
      const name = getComputedStyle(root.querySelector('.name') as Element);
      const { textTransform, letterSpacing, fontStyle, fontSize } = name;
      const size = (root.querySelector('.controls button') as HTMLElement).offsetWidth;
      const { backgroundColor } = getComputedStyle(player);
      return {
        textTransform,
        letterSpacing,
        fontStyle,
        fontSize,
        size,
        backgroundColor,
        width: player.offsetWidth,
      };
    });
    expect(seen).toEqual({
      textTransform: 'none',
      letterSpacing: 'normal',
      fontStyle: 'normal',
      fontSize: '15px',
      size: 44,
      backgroundColor: 'rgb(0, 0, 0)',
      width: 640,
    });
    await page.context().close();
  },
  30_000,
);

test.concurrent(
  'from right to left the panels are mirrored, and numbers are not',
  async () => {
    const page = await open({ root: 'dir="rtl"', style: '#place { width: 800px }' });
    await focusPlayer(page);
    await page.keyboard.press('i');
    const value = page.locator('.stats dd').filter({ hasText: '320 × 180' });
    await value.waitFor();
    const { direction, unicodeBidi } = await value.evaluate((each) => getComputedStyle(each));
    expect([direction, unicodeBidi]).toEqual(['ltr', 'isolate']);
    const stage = await page.locator('.stage').boundingBox();
    const panel = await page.locator('.stats').boundingBox();
    expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBeCloseTo((stage?.x ?? 0) + (stage?.width ?? 0) - 12, 0);
    await page.context().close();
  },
  30_000,
);

test.concurrent(
  'the statistics keep their last values while paused, and are copied as text',
  async () => {
    const page = await open({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    await focusPlayer(page);
    await page.keyboard.press('i');
    const rate = page.locator('.stats dd').filter({ hasText: / fps/ });
    await rate.waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Statistics copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^Back garden\n[^]*\nFrame rate: \d+ fps/);
    await page.keyboard.press('k');
    await page.locator('webgear-player[data-state=paused]').waitFor();
    await page.locator('.stats.stale').waitFor();
    expect(await rate.isVisible()).toBe(true);
    await page.context().close();
  },
  30_000,
);

test.concurrent(
  'the video is enlarged by keys and by the wheel, dragged, and back again; a double click fills the screen',
  async () => {
    const page = await open({ style: '#place { width: 640px }' });
    await focusPlayer(page);
    await button(page, 'More').waitFor();
    for (let times = 0; times < 4; times++) await page.keyboard.press('+');
    expect(await scaleOf(page)).toBeCloseTo(2.44, 1);
    expect(await page.locator('.minimap').isVisible()).toBe(true);
    const shift = (): Promise<number> =>
      page.locator('.zoom').evaluate((layers) => new DOMMatrix(getComputedStyle(layers).transform).e);
    await page.mouse.move(300, 150);
    await page.mouse.down();
    await page.mouse.move(360, 150, { steps: 4 });
    await page.mouse.up();
    expect(await shift()).toBeCloseTo(60, 0);
    await page.keyboard.press('ArrowRight');
    expect(await shift()).toBeCloseTo(-4, 0);
    await button(page, 'Reset zoom').click();
    expect(await scaleOf(page)).toBe(1);
    expect(await page.locator('.minimap').isVisible()).toBe(false);
    await page.mouse.move(300, 150);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await eventually(
      () => scaleOf(page),
      (scale) => scale > 1.4,
      3000,
    );
    await page.keyboard.press('0');
    await page.mouse.dblclick(300, 150);
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await page.context().close();
  },
  30_000,
);

// Alone, because a busy machine would make two slow taps of it.
test('two quick taps enlarge at their place, and two more go back', async () => {
  const context = { viewport: { width: 600, height: 400 }, hasTouch: true, isMobile: true };
  const page = await open({ context });
  await button(page, 'More').waitFor();
  for (const scale of [2, 1]) {
    await page.touchscreen.tap(200, 100);
    await page.touchscreen.tap(200, 100);
    const seen = await eventually(
      () => scaleOf(page),
      (value) => value === scale,
      3000,
    );
    expect(seen).toBe(scale);
  }
  await page.context().close();
}, 30_000);

test.concurrent(
  'fit is an attribute, a variable and a key',
  async () => {
    const page = await open({ attributes: 'fit="cover"' });
    const fit = (): Promise<string> =>
      page.locator('video').evaluate((video) => getComputedStyle(video).objectFit);
    expect(await fit()).toBe('cover');
    await focusPlayer(page);
    await button(page, 'More').waitFor();
    await page.keyboard.press('z');
    expect([await fit(), await page.locator('webgear-player').getAttribute('fit')]).toEqual([
      'contain',
      'contain',
    ]);
    await page.locator('webgear-player').evaluate((player) => {
      player.removeAttribute('fit');
      player.style.setProperty('--webgear-fit', 'cover');
    });
    expect(await fit()).toBe('cover');
    await page.context().close();
  },
  30_000,
);

test.concurrent(
  'buttons that need a frame are ready as soon as there is one',
  async () => {
    const page = await open();
    const snapshot = button(page, 'Save snapshot');
    await snapshot.waitFor();
    // As when the video has no data at the moment of its first frame.
    await snapshot.evaluate((each) => each.setAttribute('aria-disabled', 'true'));
    await page.locator('video').evaluate((video) => video.dispatchEvent(new Event('loadeddata')));
    expect(await snapshot.getAttribute('aria-disabled')).toBe(null);
    await page.context().close();
  },
  30_000,
);

test.concurrent(
  'while it connects, the last image of the server is shown blurred, and the keys are listed on request',
  async () => {
    const watching = await open();
    const page = await open({ attributes: 'poster="auto"', hasOffers: false });
    const poster = page.locator('[part=poster]');
    await eventually(
      () => poster.evaluate((image: HTMLImageElement) => image.naturalWidth),
      (width) => width > 0,
      5000,
    );
    expect(await poster.evaluate((image) => getComputedStyle(image).filter)).toContain('blur');
    await page.locator('.spinner').waitFor();
    await focusPlayer(page);
    await button(page, 'More').waitFor();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Reset zoom').waitFor();
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    await page.context().close();
    await watching.context().close();
  },
  30_000,
);

test.concurrent(
  'a tile has no live region and loads no controls',
  async () => {
    const scripts: string[] = [];
    const page = await open({ attributes: 'controls="status"' });
    page.on('request', (request) => scripts.push(request.url()));
    expect(await page.getByRole('status').count()).toBe(0);
    expect(await page.locator('.controls').count()).toBe(0);
    await page.locator('webgear-player').evaluate((player) => player.setAttribute('controls', 'full'));
    await button(page, 'Pause').waitFor();
    expect(scripts.some((url) => url.endsWith('/webgear-player.controls.js'))).toBe(true);
    await page.context().close();
  },
  30_000,
);
