import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

const source = 'test:?size=320x180';
const inState = (state: string): string => `webgear-player[data-state=${state}]`;

let browser: Browser;
let site: Server;
let siteOrigin = '';
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchChromium();
  context = await browser.newContext();
  // Another origin, by its port: its page is what the query says.
  site = createServer((request, response) => {
    const html = new URL(request.url ?? '/', 'http://site').searchParams.get('html') ?? '';
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html>${html}`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteOrigin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  site.closeAllConnections();
  site.close();
});

/** Takes a cookie or a bearer token. */
const signedIn: CanActivate = {
  canActivate: (to: ExecutionContext) => {
    const { headers, url } = to.switchToHttp().getRequest<{ headers: Record<string, string>; url: string }>();
    if (headers['cookie'] === 'session=ann' || headers['authorization'] === 'Bearer ann') return true;
    // Modules are fetched without what the player adds.
    if (url.startsWith('/static/js/')) return true;
    throw new UnauthorizedException();
  },
};

async function openElsewhere(url: string, attributes: string, script = ''): Promise<Page> {
  const page = await context.newPage();
  const html =
    `<script type="module" src="${url}static/js/webgear-player.js"></script>` +
    `<webgear-player src="${url}" ${attributes}></webgear-player><script>${script}</script>`;
  await page.goto(`${siteOrigin}/?html=${encodeURIComponent(html)}`);
  return page;
}

test('a guarded stream is shown on another origin, with cookies or with headers', async () => {
  await using host = await HostApp.start({ source, guards: [signedIn], allowedOrigins: [siteOrigin] });
  await context.addCookies([{ name: 'session', value: 'ann', url: host.url }]);
  const plain = await openElsewhere(host.url, '');
  await plain.locator(inState('refused')).waitFor();
  await plain.evaluate(() =>
    document.querySelector('webgear-player')?.setAttribute('crossorigin', 'use-credentials'),
  );
  await plain.locator(inState('live')).waitFor();
  await context.clearCookies();
  // Set before the element is defined, as scripts of pages do.
  const script = `document.querySelector('webgear-player').requestHeaders = async () => ({ Authorization: 'Bearer ann' })`;
  const withHeaders = await openElsewhere(host.url, '', script);
  await withHeaders.locator(inState('live')).waitFor();
  await withHeaders.goto('about:blank');
  await plain.close();
  await expect(countViewers(host, 0)).resolves.toBe(0);
  await withHeaders.close();
}, 60_000);

test('a page that is opened by a link plays with it, until its viewer is removed or the link expires', async () => {
  await using host = await HostApp.start({ source, path: 'camera', authorize: () => false });
  const { service } = host;
  const page = await context.newPage();
  const asked: URL[] = [];
  page.on('request', (request) => asked.push(new URL(request.url())));
  const offers = (): number => asked.filter(({ pathname }) => pathname === '/camera/offer').length;
  const link = service.signUrl('default', { expiresIn: 600, viewer: { id: 'ann' }, baseUrl: host.url });
  await page.goto(link);
  await page.locator(inState('live')).waitFor();
  const routes = asked.filter(({ pathname }) => /^\/camera\/(?!static\/)./.test(pathname));
  expect(routes.map(({ pathname }) => pathname)).toEqual(
    expect.arrayContaining(['/camera/offer', '/camera/state']),
  );
  for (const { pathname, searchParams } of routes) {
    expect([pathname, searchParams.get('wgr-link')]).toEqual([
      pathname,
      new URL(link).searchParams.get('wgr-link'),
    ]);
  }
  const [viewer] = service.peers;
  expect(viewer).toMatchObject({ viewer: { id: 'ann' }, state: 'connected' });

  service.kick(viewer?.peerId ?? '', { reason: 'The visit is over' });
  await page.locator(inState('refused')).waitFor();
  expect(await page.getByText('The visit is over').count()).toBeGreaterThan(0);
  const before = offers();
  await page.waitForTimeout(3000);
  expect([offers(), service.peers]).toEqual([before, []]);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator(inState('live')).waitFor();

  await page.goto(service.signUrl('default', { expiresIn: 4, baseUrl: host.url }));
  await page.locator(inState('live')).waitFor();
  await page.locator(inState('refused')).waitFor({ timeout: 15_000 });
  expect(await page.getByText('This link has expired').count()).toBeGreaterThan(0);
  expect(service.peers).toEqual([]);
  await page.close();
}, 60_000);

/** How many viewers there are, once there are as many as expected. */
async function countViewers({ service }: HostApp, expected: number): Promise<number> {
  for (let tries = 0; tries < 100 && service.peers.length !== expected; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return service.peers.length;
}
