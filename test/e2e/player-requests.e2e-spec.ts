import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { makeTestMedia } from './support/test-media.js';

const live = 'webgear-player[data-state=live]';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 30_000);

afterAll(() => browser?.close());

/** A tab, and the routes it asked for. */
interface Watched {
  readonly page: Page;
  readonly asked: string[];
}

async function open(url: string, prepare?: (page: Page) => Promise<unknown>): Promise<Watched> {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.slice(1)));
  await page.addInitScript(() => {
    const events: string[] = [];
    Object.assign(globalThis, { events });
    document.addEventListener('DOMContentLoaded', () => {
      const player = document.querySelector('webgear-player');
      for (const type of ['statechange', 'firstframe', 'firstpicture']) {
        player?.addEventListener(type, ({ detail }: CustomEventInit) =>
          events.push(String((detail as { state?: string }).state ?? type)),
        );
      }
    });
  });
  await prepare?.(page);
  await page.goto(url);
  return { page, asked };
}

/** States, `firstframe` and its former name `firstpicture`, in their order. */
function eventsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { events: string[] }).events);
}

async function isIn(page: Page, state: string, timeoutMs = 15_000): Promise<void> {
  await page
    .locator(`webgear-player[data-state="${state}"]`)
    .waitFor({ timeout: timeoutMs, state: 'attached' });
}

test('a page that plays asks for nothing', async () => {
  await using host = await HostApp.start({ source: 'test:?size=320x180', frameSizeReduction: 0 });
  const { page, asked } = await open(host.url);
  await page.locator(live).waitFor();
  await page.waitForTimeout(1000);
  const before = asked.length;
  // Three times as long as it took to ask three times.
  await page.waitForTimeout(16_000);
  expect(asked.slice(before)).toEqual([]);
  // Once when it was connected, and once more where the source was still starting then.
  expect(asked.filter((route) => route === 'state').length).toBeLessThanOrEqual(2);
  await page.close();
}, 60_000);

test('a recording without infinite frames ends once for all who watch, and a new viewer starts it', async () => {
  using media = await makeTestMedia({ width: 320, height: 180, framerate: 20, seconds: 3 });
  const common = { source: media.path, enableInfiniteFrames: false, frameSizeReduction: 0, idleStopMs: 500 };
  await using host = await HostApp.start(common);
  await using withoutWebRtc = await HostApp.start({ ...common, mode: 'mjpeg' });
  const hosts = [host, withoutWebRtc];
  const viewers = await Promise.all([host, host, withoutWebRtc, withoutWebRtc].map(({ url }) => open(url)));
  for (const { page } of viewers) await isIn(page, 'ended');
  const states = (): string[] => hosts.map(({ service }) => service.stats().state);
  await eventually(states, (all) => all.every((state) => state === 'idle'), 10_000);
  // It came back after five seconds, when it was asked next.
  for (let seconds = 0; seconds < 8; seconds++) {
    await viewers[0]?.page.waitForTimeout(1000);
    expect(states()).toEqual(['idle', 'idle']);
  }
  const offers = viewers.map(({ asked }) => asked.filter((route) => route === 'offer').length);
  expect(offers).toEqual([1, 1, 1, 1]);
  for (const { page } of viewers) await isIn(page, 'ended', 100);
  const newcomers = await Promise.all(hosts.map(({ url }) => open(url)));
  for (const { page } of newcomers) {
    // By its events: while one is waited for, the other has been live and is over.
    const events = await eventually(
      () => eventsOf(page),
      (all) => all.includes('live') && all.at(-1) === 'ended',
      30_000,
    );
    expect(events.filter((event) => event === 'live')).toHaveLength(1);
  }
  for (const { page } of [...viewers, ...newcomers]) await page.close();
}, 60_000);

test('a slate is not announced as first frame', async () => {
  await using host = await HostApp.start({ source: '/nowhere/at-all.mp4', frameSizeReduction: 0 });
  const { page } = await open(host.url);
  await isIn(page, 'no-input');
  await page.waitForFunction(() => document.querySelector('video')?.videoWidth !== 0);
  await page.waitForTimeout(1500);
  const events = await eventsOf(page);
  expect(events).not.toContain('firstframe');
  expect(events).not.toContain('live');
  await page.close();
}, 30_000);

test('a viewer that is replaced while it waits for its answer is told so, and takes the place only when asked', async () => {
  await using host = await HostApp.start({ source: 'test:?size=320x180', frameSizeReduction: 0 });
  let isReplaced = true;
  const { page, asked } = await open(host.url, (opened) =>
    opened.route('**/offer', async (route) => {
      if (!isReplaced) return route.continue();
      const json = { code: 'WGR_VIEWER_REPLACED', message: 'A newer viewer took the place of this one.' };
      await route.fulfill({ status: 409, json });
    }),
  );
  await isIn(page, 'replaced');
  await page.waitForTimeout(3000);
  expect(asked.filter((route) => route === 'offer')).toHaveLength(1);
  isReplaced = false;
  await page.getByRole('button', { name: 'Play' }).click();
  await page.locator(live).waitFor();
  expect(await eventsOf(page)).toEqual(expect.arrayContaining(['firstframe', 'firstpicture']));
  await page.close();
}, 30_000);

test('servers for STUN and TURN that cannot be asked for once are asked for again', async () => {
  await using host = await HostApp.start({ source: 'test:?size=320x180', frameSizeReduction: 0 });
  let asked = 0;
  const { page } = await open(host.url, async (opened) => {
    await opened.addInitScript(() => {
      const configurations: unknown[] = [];
      Object.assign(globalThis, { configurations });
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          configurations.push(configuration?.iceServers);
        }
      };
    });
    await opened.route('**/ice-servers', async (route) => {
      asked++;
      if (asked === 1) return route.abort();
      const urls = ['stun:127.0.0.1:9'];
      await (asked === 2
        ? route.fulfill({ status: 502 })
        : route.fulfill({ json: { iceServers: [{ urls }] } }));
    });
    // Relays alone: the page needs its own way to one.
    await opened.route('**/offer', async (route) => {
      const response = await route.fetch();
      const { sdp = '', ...rest } = (await response.json()) as { sdp?: string };
      const relayed = asked < 3 ? sdp.replaceAll('typ host', 'typ relay raddr 0.0.0.0 rport 0') : sdp;
      await route.fulfill({ response, json: { ...rest, sdp: relayed } });
    });
  });
  await page.locator(live).waitFor({ timeout: 15_000 });
  expect(asked).toBe(3);
  const configurations = await page.evaluate(
    () => (globalThis as unknown as { configurations: unknown[] }).configurations,
  );
  expect(configurations.at(-1)).toEqual([{ urls: ['stun:127.0.0.1:9'] }]);
  await page.close();
}, 40_000);
