import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type * as Axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const templates = fileURLToPath(new URL('../../templates', import.meta.url));
const source = 'test:?size=320x240&rate=15';
const streams = { front: { source }, yard: { source }, shed: { source } };
const names = ['index', 'list', 'publish', '404', '500', 'traceback'] as const;

/** Compressed, as the build has made the files. */
const mostBytesOfThePage = 60_000;

/** Page files as a user may leave them behind: with an expression that is never closed. */
function brokenPages(): string {
  const location = mkdtempSync(join(tmpdir(), 'webgear-rtc-pages-'));
  const files = join(location, '.vidgear/webgear_rtc');
  cpSync(templates, files, { recursive: true });
  writeFileSync(join(files, 'templates/index.html'), '{{#> base}}<h1>{{title</h1>{{/base}}\n');
  return location;
}

describe('the pages', () => {
  let browser: Browser;
  let page: Page;
  let hosts: HostApp[] = [];
  let urls: Record<(typeof names)[number], string>;
  let broken: string;

  beforeAll(async () => {
    broken = brokenPages();
    browser = await launchChromium();
    hosts = [
      await HostApp.start({ source, idleStopMs: 0 }),
      await HostApp.start({ streams, idleStopMs: 0 }),
      await HostApp.start({ source, customDataLocation: broken }),
      await HostApp.start({ source, customDataLocation: broken, logging: true }),
      await HostApp.start({ source: 'whip:', publishPage: true, idleStopMs: 0 }),
    ];
    const [index = '', list = '', error = '', traceback = '', publish = ''] = hosts.map(({ url }) => url);
    urls = { index, list, publish: `${publish}publish`, 404: `${index}no-such-page`, 500: error, traceback };
    page = await browser.newPage();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    for (const host of hosts) await host[Symbol.asyncDispose]();
    rmSync(broken, { recursive: true, force: true });
  });

  async function isLive(): Promise<void> {
    await page.waitForFunction(
      () => document.querySelector('webgear-player')?.getAttribute('data-state') === 'live',
      undefined,
      { timeout: 30_000 },
    );
  }

  /** What keeps people from using the page as it is now. */
  async function barriers(): Promise<string[]> {
    // Not as a tag: the page's own policy lets no script in that stands in it.
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe: engine } = globalThis as unknown as { axe: typeof Axe };
      return (await engine.run(document, { resultTypes: ['violations'] })).violations;
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }: Axe.Result) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
  }

  /** How much there is to scroll, sideways and down, in a window of this size. */
  async function overflow(width: number, height: number): Promise<readonly [number, number]> {
    await page.setViewportSize({ width, height });
    return page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight] as const;
    });
  }

  test.each(names)(
    '%s fits on a small phone and on a wall, and keeps nobody out, dark or light',
    async (name) => {
      await page.goto(urls[name]);
      if (name === 'index' || name === 'list') await isLive();
      const [sidewaysOnPhone] = await overflow(320, 568);
      expect(sidewaysOnPhone).toBe(0);
      // Nobody scrolls a wall; the way of an error may be longer than that.
      const [sideways, down] = await overflow(1920, 1080);
      expect([sideways, name === 'traceback' ? 0 : down]).toEqual([0, 0]);
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        expect([colorScheme, await barriers()]).toEqual([colorScheme, []]);
      }
    },
    60_000,
  );

  test('the page is light, all that it loads together', async () => {
    const sizes: Promise<number>[] = [];
    const context = await browser.newContext();
    const fresh = await context.newPage();
    fresh.on('requestfinished', (request) => {
      // A request that the end of the page cuts off has no size, and its rejection would be counted against other tests.
      sizes.push(
        request.sizes().then(
          ({ responseBodySize }) => responseBodySize,
          () => 0,
        ),
      );
    });
    await fresh.goto(urls.index);
    await fresh.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0);
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    await context.close();
    expect(sizes.length).toBeGreaterThanOrEqual(4);
    expect(bytes).toBeLessThan(mostBytesOfThePage);
  }, 60_000);

  test('the first frame waits for one script alone, and for no file that fails; what failed is asked for again', async () => {
    const context = await browser.newContext();
    const fresh = await context.newPage();
    let refusals = 0;
    await fresh.route('**/webgear-player.controls.js', (route) =>
      refusals++ === 0 ? route.abort() : route.continue(),
    );
    await fresh.goto(urls.index);
    await fresh.getByRole('button', { name: 'Full screen' }).waitFor({ state: 'attached', timeout: 30_000 });
    expect(refusals).toBe(2);
    const early = await fresh.evaluate(() => {
      const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? Infinity;
      // On a busy machine the controls wait no longer than a second.
      const latest = Math.min(at('webgear-rtc:first-frame'), at('webgear-rtc:offer') + 900);
      const files = performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('/js/webgear-player'));
      return files
        .filter(({ startTime }) => startTime < latest)
        .map(({ name }) => name.replace(/.*\/|\?.*/g, ''));
    });
    expect(early).toEqual(['webgear-player.js']);
    await context.close();
  }, 60_000);

  test('scripts come compressed, each in the form that a client takes', async () => {
    const [host] = hosts;
    const url = `${host?.url}static/js/webgear-player.js`;
    const answers = await Promise.all(
      ['br, gzip', 'gzip', 'identity'].map(async (encoding) => {
        const answer = await fetch(url, { headers: { 'Accept-Encoding': encoding } });
        const { headers } = answer;
        // `fetch` decodes what it gets.
        return [headers.get('content-encoding'), headers.get('vary'), (await answer.text()).length] as const;
      }),
    );
    const [, , length] = answers[2] ?? [];
    expect(length).toBeGreaterThan(40_000);
    expect(answers).toEqual([
      ['br', 'Accept-Encoding', length],
      ['gzip', 'Accept-Encoding', length],
      [null, 'Accept-Encoding', length],
    ]);
  });

  test('the page is painted whether or not the server answers its offer', async () => {
    const context = await browser.newContext();
    const fresh = await context.newPage();
    let offers = 0;
    // Never answered.
    await fresh.route('**/offer', () => void offers++);
    await fresh.goto(urls.index);
    const painted = await fresh.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      undefined,
      { timeout: 20_000 },
    );
    expect(await painted.jsonValue()).toBeGreaterThan(0);
    await eventually(
      () => offers,
      (count) => count > 0,
      20_000,
    );
    expect(await fresh.evaluate(() => document.querySelector('h1')?.checkVisibility())).toBe(true);
    await context.close();
  }, 60_000);

  test('a tile is live while it is in view, and leads to its stream by keyboard', async () => {
    const [, host] = hosts;
    await page.setViewportSize({ width: 320, height: 240 });
    await page.goto(urls.list);
    await isLive();
    const watched = (): (string | undefined)[] =>
      (host?.service.peers ?? []).map(({ streamName }) => streamName);
    expect(watched()).not.toContain('shed');
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await eventually(
      watched,
      (streamNames) => streamNames.includes('shed') && !streamNames.includes('front'),
      20_000,
    );
    await page.evaluate(() => scrollTo(0, 0));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${urls.list}front/`, { timeout: 20_000 });
    await isLive();
  }, 90_000);
});
