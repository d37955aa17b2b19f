import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TcpProxy } from '../support/tcp-proxy.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';

const source = 'test:?size=320x180';
const liveImages = '[data-state=live][data-transport=mjpeg]';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 30_000);

afterAll(() => browser?.close());

/** Runs in the page before its scripts: a network that lets no media pass, until `blocksMedia` is taken away. */
function blockMedia(): void {
  Object.assign(globalThis, { blocksMedia: true });
  const { setRemoteDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setRemoteDescription = function accept(this: RTCPeerConnection, answer) {
    const { blocksMedia } = globalThis as unknown as { blocksMedia: boolean };
    // Port 9 is where nobody listens.
    const sdp = blocksMedia
      ? answer.sdp?.replaceAll(/^(a=candidate:\S+ 1 )(udp|tcp) (\d+ \S+) \d+/gim, '$1$2 $3 9')
      : answer.sdp;
    return Reflect.apply(setRemoteDescription, this, [{ ...answer, sdp }]);
  } as typeof setRemoteDescription;
}

async function openBlocked(url: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(blockMedia);
  await page.goto(url);
  return page;
}

async function isIn(page: Page, attributes: string, timeoutMs: number): Promise<void> {
  await page.locator(`webgear-player${attributes}`).waitFor({ timeout: timeoutMs, state: 'attached' });
}

test('where media cannot pass, images are on screen within eight seconds; WebRTC is back when it can', async () => {
  await using host = await HostApp.start({ source, frameSizeReduction: 0 });
  const page = await openBlocked(host.url);
  await isIn(page, liveImages, 8000);
  const image = page.locator('[part=fallback]');
  expect(await image.isVisible()).toBe(true);
  // They move.
  const look = (): Promise<string> => image.evaluate((shown: HTMLImageElement) => shown.src.slice(-4000));
  const before = await look();
  await page.waitForFunction(
    (earlier) => {
      const { shadowRoot } = document.querySelector('webgear-player') ?? {};
      return shadowRoot?.querySelector<HTMLImageElement>('[part=fallback]')?.src.slice(-4000) !== earlier;
    },
    before,
    { timeout: 3000 },
  );
  await page.evaluate(() => Object.assign(globalThis, { blocksMedia: false }));
  await isIn(page, '[data-state=live][data-transport=webrtc]', 15_000);
  expect(await image.isVisible()).toBe(false);
  await page.context().close();
}, 60_000);

test('images that are cut, or held back by a proxy that keeps the connection, are noticed and asked for again', async () => {
  let server = await ServerProcess.start(['--source', source]);
  const { port } = server;
  using proxy = await TcpProxy.start(() => port);
  try {
    const page = await openBlocked(proxy.url);
    await isIn(page, liveImages, 10_000);

    // Silence upon an open connection; nothing new passes either.
    proxy.holdsNewOnes = true;
    proxy.holdSilently();
    await isIn(page, '[data-state=buffering]', 3000);
    proxy.holdsNewOnes = false;
    proxy.cut();
    await isIn(page, liveImages, 10_000);

    // Silence upon this connection alone.
    proxy.holdSilently();
    await isIn(page, '[data-state=buffering]', 3000);
    await isIn(page, liveImages, 10_000);

    // A server that restarts behind a proxy.
    await server.stop('SIGKILL');
    await isIn(page, ':not([data-state=live])', 3000);
    await isIn(page, '[data-state=offline]', 10_000);
    server = await ServerProcess.start(['--source', source], port);
    await isIn(page, liveImages, 20_000);
    expect(await page.locator('[part=fallback]').isVisible()).toBe(true);
    await page.context().close();
  } finally {
    await server[Symbol.asyncDispose]();
  }
}, 90_000);

test('with one viewer at a time, images that another window took are left to it until asked for', async () => {
  await using host = await HostApp.start({
    source,
    frameSizeReduction: 0,
    enableLiveBroadcast: false,
    mode: 'mjpeg',
  });
  const first = await openBlocked(host.url);
  await isIn(first, liveImages, 10_000);
  const second = await openBlocked(host.url);
  await isIn(second, liveImages, 10_000);
  await isIn(first, '[data-state=replaced]', 5000);
  // As long as it takes to come back from a failure.
  await first.waitForTimeout(3000);
  await isIn(second, liveImages, 1000);
  await first.getByRole('button', { name: 'Play' }).click();
  await isIn(first, liveImages, 10_000);
  await isIn(second, '[data-state=replaced]', 5000);
  expect(await first.locator('[part=fallback]').isVisible()).toBe(true);
  await first.context().close();
  await second.context().close();
}, 60_000);

test('images are shown where the policy of the page allows no addresses of data', async () => {
  await using host = await HostApp.start({ source, frameSizeReduction: 0, mode: 'mjpeg' });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/own.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'Content-Security-Policy': "default-src 'self'" },
      body: '<!doctype html><webgear-player src="/"></webgear-player><script type="module" src="/static/js/webgear-player.js"></script>',
    }),
  );
  await page.goto(`${host.url}own.html`);
  await isIn(page, liveImages, 10_000);
  const colours = await page.locator('canvas[part=fallback]').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return new Set(data).size;
  });
  expect(colours).toBeGreaterThan(10);
  await context.close();
}, 30_000);
