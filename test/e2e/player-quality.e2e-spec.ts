import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page, Request } from 'playwright-core';
import { UdpRelay } from '../support/udp-relay.js';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { PlayerPage } from './support/player-page.js';
import { ladder, wellServed } from './support/quality-answers.js';
import { steadyFrames } from './support/steady-frames.js';

/** What the player said in a request. */
interface Said {
  readonly sessionToken?: string;
  readonly maxHeight?: number;
  readonly hidden?: boolean;
  readonly rung?: string | null;
}

// Those that have to be quick run alone; the others wait at the same time.

let browser: Browser;
let host: HostApp;

beforeAll(async () => {
  browser = await launchChromium();
  host = await HostApp.start({ source: 'test:bars2?size=320x180', frameSizeReduction: 0, iceTcp: false });
}, 30_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

/** A player, and what it said to the route; `answer` is given in place of the server's. */
async function open(
  answer: () => { readonly status?: number; readonly json: unknown },
  { page: address = '', relay }: { readonly page?: string; readonly relay?: UdpRelay } = {},
): Promise<{ readonly viewer: PlayerPage; readonly said: Said[]; readonly offered: Said[] }> {
  const said: Said[] = [];
  const offered: Said[] = [];
  const bodyOf = (request: Request): Said & { quality?: Said } => request.postDataJSON() as Said;
  const prepare = async (page: Page): Promise<void> => {
    if (relay === undefined) await page.addInitScript(steadyFrames);
    page.on('request', (request) => {
      if (request.url().endsWith('/offer')) offered.push(bodyOf(request).quality ?? {});
    });
    await page.route('**/quality', async (route) => {
      said.push(bodyOf(route.request()));
      await route.fulfill(answer());
    });
    await page.route('**/tile', (route) => route.fulfill({ contentType: 'text/html', body: tile }));
  };
  const change = relay && ((sdp: string) => relay.rewrite(sdp));
  const viewer = await PlayerPage.open(browser, host.url + address, change, prepare);
  return { viewer, said, offered };
}

const tile = `<!doctype html><script type="module" src="/static/js/webgear-player.js"></script>
  <webgear-player src="/" style="width: 320px; height: 180px"></webgear-player>`;

const until = <T>(read: () => T, accepts: (value: T) => boolean, limitMs = 5000): Promise<T> =>
  eventually(read, accepts, limitMs);

test('a small tile says so in its offer, and again only when it becomes much larger', async () => {
  const { viewer, said, offered } = await open(() => ({ json: wellServed }), { page: 'tile' });
  await using _closed = viewer;
  await viewer.waitForFrames();
  expect(offered).toEqual([{ maxHeight: 180, hidden: false, rung: null }]);
  // One request, for the rungs.
  await until(
    () => said.length,
    (count) => count === 1,
  );
  const resize = (height: number): Promise<void> =>
    viewer.player.evaluate((player, px) => void (player.style.height = `${px}px`), height);
  await resize(200);
  await viewer.page.waitForTimeout(1500);
  expect(said).toHaveLength(1);
  await resize(400);
  const all = await until(
    () => said,
    ({ length }) => length === 2,
  );
  expect(all.at(-1)).toMatchObject({ maxHeight: 400 });
  expect(all.at(-1)).not.toHaveProperty('rung');
  expect(all.at(-1)?.sessionToken).toHaveLength(32);
  expect(viewer.errors).toEqual([]);
}, 30_000);

test.concurrent(
  'a screen with two pixels in place of one gets twice the height',
  async () => {
    const { viewer, offered } = await open(() => ({ json: wellServed }), { page: 'tile' });
    await using _closed = viewer;
    await viewer.waitForFrames();
    const devTools = await viewer.page.context().newCDPSession(viewer.page);
    await devTools.send('Emulation.setDeviceMetricsOverride', {
      width: 800,
      height: 600,
      deviceScaleFactor: 2,
      mobile: false,
    });
    await viewer.page.reload();
    await viewer.waitForFrames();
    expect(offered.map(({ maxHeight }) => maxHeight)).toEqual([180, 360]);
  },
  30_000,
);

test('a hidden tab is told at once, and so is one that is shown again', async () => {
  const { viewer, said } = await open(() => ({ json: wellServed }));
  await using _closed = viewer;
  await viewer.waitForFrames();
  await until(
    () => said.length,
    (count) => count === 1,
  );
  for (const hidden of [true, false]) {
    const before = said.length;
    await viewer.setHidden(hidden);
    const all = await until(
      () => said,
      ({ length }) => length > before,
      1000,
    );
    expect(all.at(-1)).toMatchObject({ hidden });
  }
}, 30_000);

test.concurrent(
  'a server without the route is asked once',
  async () => {
    const { viewer, said } = await open(() => ({ status: 404, json: { code: 'WGR_PAGE_NOT_FOUND' } }));
    await using _closed = viewer;
    await viewer.waitForFrames();
    await viewer.choose('Statistics');
    await viewer.setHidden(true);
    await viewer.setHidden(false);
    await viewer.page.waitForTimeout(3000);
    expect(said).toHaveLength(1);
    await viewer.openMenu();
    expect(await viewer.page.getByText('Quality').isVisible()).toBe(false);
    expect(await viewer.page.getByText('Estimate').isVisible()).toBe(false);
    expect(viewer.errors).toEqual([]);
  },
  30_000,
);

test.concurrent(
  'a connection that is too slow: a notice over the video says so, and goes when frames flow again',
  async () => {
    await using relay = await UdpRelay.open(11);
    let tooSlow = true;
    const { viewer, said } = await open(() => ({ json: { ...wellServed, tooSlow } }), { relay });
    await using _closed = viewer;
    await viewer.waitForFrames();
    // RTP and RTCP have 2 for the first two bits (RFC 7983, section 7).
    relay.onPass = (_, datagram) => ((datagram[0] ?? 0) >> 6 === 2 ? undefined : datagram);
    await viewer.says('Your connection is too slow for live video');
    expect(await viewer.player.getAttribute('data-state')).toBe('too-slow');
    const notice = viewer.page.locator('.notice');
    expect(await notice.isVisible()).toBe(true);
    // The last frame stays bright: it is what there is to see.
    expect(await viewer.page.locator('.zoom').evaluate((layers) => getComputedStyle(layers).filter)).toBe(
      'none',
    );
    const before = said.length;
    await viewer.page.waitForTimeout(4500);
    expect(said.length - before).toBeGreaterThanOrEqual(1);
    expect(said.length - before).toBeLessThanOrEqual(3);
    relay.onPass = (_, datagram) => datagram;
    tooSlow = false;
    await viewer.isIn('live');
    expect(await notice.evaluate((element) => element.classList.contains('beside'))).toBe(false);
    expect(viewer.errors).toEqual([]);
  },
  60_000,
);

test('the statistics show what the server says, which is asked for while they are open', async () => {
  const { viewer, said } = await open(() => ({ json: wellServed }));
  await using _closed = viewer;
  await viewer.waitForFrames();
  await viewer.page.waitForTimeout(2500);
  expect(said).toHaveLength(1);
  await viewer.choose('Statistics');
  const panel = viewer.page.locator('.stats dl');
  for (const text of ['full, 1 of 3', '3.21 Mbit/s', '2.00 Mbit/s', '7 ms']) {
    await panel.getByText(text, { exact: true }).waitFor();
  }
  await viewer.page.waitForTimeout(3000);
  const open3s = said.length;
  expect(open3s).toBeGreaterThanOrEqual(3);
  expect(open3s).toBeLessThanOrEqual(6);
  await viewer.choose('Statistics');
  await panel.waitFor({ state: 'hidden' });
  const closed = said.length;
  await viewer.page.waitForTimeout(2500);
  expect(said.length).toBeLessThanOrEqual(closed + 1);
}, 30_000);

test('the menu pins a rung by mouse and by keys, and tells the page', async () => {
  const { viewer, said } = await open(() => ({ json: wellServed }));
  await using _closed = viewer;
  await viewer.waitForFrames();
  const { page } = viewer;
  await viewer.player.evaluate((player) => {
    const changes: unknown[] = [];
    Object.assign(globalThis, { changes });
    player.addEventListener('qualitychange', ({ detail }: CustomEventInit) => changes.push(detail));
  });
  const menu = page.getByRole('menu', { name: 'Quality' });
  const chosen = (): Promise<string | null> => menu.locator('[aria-checked=true]').textContent();
  const button = viewer.button('More');
  await viewer.choose('Quality');
  expect(await menu.locator('button').allTextContents()).toEqual(['Auto (180p)', '180p', '90p', '45p']);
  expect(await chosen()).toBe('Auto (180p)');
  expect(await button.getAttribute('aria-expanded')).toBe('true');
  const heights = await menu.locator('button').evaluateAll((all) => all.map((item) => item.clientHeight));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(40);
  await menu.getByRole('menuitemradio', { name: '90p' }).click();
  await menu.waitFor({ state: 'hidden' });
  // Requests that only ask do not repeat it.
  const pinned = (): unknown => said.findLast(({ rung }) => rung !== undefined)?.rung;
  await until(pinned, (rung) => rung === 'half', 1500);
  expect(pinned()).toBe('half');
  expect(await viewer.player.getAttribute('quality')).toBe('half');

  await page.keyboard.press('q');
  expect(await chosen()).toBe('90p');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await until(pinned, (rung) => rung === null, 1500);
  expect(pinned()).toBe(null);
  expect(await viewer.player.getAttribute('quality')).toBe('auto');
  const focused = (): Promise<string | null | undefined> =>
    viewer.player.evaluate((player) => player.shadowRoot?.activeElement?.getAttribute('aria-label'));
  expect(await focused()).toBe('More');
  await page.keyboard.press('q');
  await menu.waitFor();
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'hidden' });
  expect(await focused()).toBe('More');
  // Elsewhere in the player.
  await viewer.choose('Quality');
  await page.mouse.click(300, 200);
  await menu.waitFor({ state: 'hidden' });
  const details = await page.evaluate(() => (globalThis as unknown as { changes: object[] }).changes);
  expect(details).toContainEqual({ quality: 'half', rung: 'full', rungs: ladder });
  expect(details.at(-1)).toEqual({ quality: 'auto', rung: 'full', rungs: ladder });
  expect(viewer.errors).toEqual([]);
}, 30_000);

test.concurrent(
  'a quality in the markup is in the offer',
  async () => {
    const { viewer, offered } = await open(() => ({ json: wellServed }), { page: 'tile' });
    await using _closed = viewer;
    await viewer.waitForFrames();
    await viewer.player.evaluate((player) => {
      player.setAttribute('quality', 'quarter');
      player.setAttribute('src', '/#again');
    });
    const all = await until(
      () => offered,
      ({ length }) => length === 2,
    );
    expect(all.at(-1)).toMatchObject({ rung: 'quarter' });
  },
  30_000,
);

test.concurrent(
  'the route of the server itself answers the page',
  async () => {
    const answers: number[] = [];
    await using viewer = await PlayerPage.open(browser, host.url, undefined, async (page) => {
      page.on('response', (response) => {
        if (response.url().endsWith('/quality')) answers.push(response.status());
      });
    });
    await viewer.waitForFrames();
    await until(
      () => answers.length,
      (count) => count > 0,
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(viewer.errors).toEqual([]);
  },
  30_000,
);
