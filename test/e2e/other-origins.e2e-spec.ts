import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { RenamingProxy } from '../support/renaming-proxy.js';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';

const livePlayer = 'webgear-player[data-state=live]';
const source = 'test:?size=320x180';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 30_000);

afterAll(async () => {
  await browser?.close();
});

/** Another site: its one page is what the query says. */
class OtherSite implements Disposable {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<OtherSite> {
    const server = createServer((request, response) => {
      const html = new URL(request.url ?? '/', 'http://site').searchParams.get('html') ?? '';
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html>${html}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new OtherSite(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  page(html: string): string {
    return `${this.origin}/?html=${encodeURIComponent(html)}`;
  }

  [Symbol.dispose](): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const element = (url: string): string =>
  `<script type="module" src="${url}static/js/webgear-player.js"></script><webgear-player src="${url}"></webgear-player>`;

test('a page of another origin shows the video with the player, and in a frame, when the flags name it', async () => {
  using site = await OtherSite.start();
  const flags = ['--source', source, '--allowed-origins', site.origin, '--frame-ancestors', site.origin];
  await using server = await ServerProcess.start(flags);
  const page = await browser.newPage();
  await page.goto(site.page(element(server.url)));
  await page.locator(livePlayer).waitFor();
  expect(new URL(page.url()).origin).toBe(site.origin);
  await page.goto(site.page(`<iframe src="${server.url}"></iframe>`));
  await page.frameLocator('iframe').locator(livePlayer).waitFor();
  await page.close();
}, 60_000);

test('a page of an origin that is not named shows neither', async () => {
  using site = await OtherSite.start();
  await using server = await ServerProcess.start(['--source', source]);
  const page = await browser.newPage();
  const refusals: string[] = [];
  page.on('console', (message) => void refusals.push(message.text()));
  await page.goto(site.page(element(server.url)));
  await eventually(
    () => refusals.join('\n'),
    (text) => /blocked by CORS policy/.test(text),
    10_000,
  );
  expect(await page.locator(livePlayer).count()).toBe(0);
  await page.goto(site.page(`<iframe src="${server.url}"></iframe>`));
  await eventually(
    () => refusals.join('\n'),
    (text) => /frame-ancestors/.test(text),
    10_000,
  );
  await page.close();
}, 60_000);

test('a page behind a proxy that renames its address works without the slash, and keeps its query', async () => {
  await using host = await HostApp.start({ source, path: 'camera' });
  using proxy = await RenamingProxy.start('/door', `${host.url}camera`);
  const page = await browser.newPage();
  await page.goto(`${proxy.url}/door?key=a%20b&x=1#part`);
  await page.locator(livePlayer).waitFor();
  expect(page.url()).toBe(`${proxy.url}/door/?key=a%20b&x=1#part`);
  await page.close();
}, 60_000);

test('so do named streams, from their list to each, and a server whose path is taken away', async () => {
  const streams = { front: { source }, yard: { source } };
  await using host = await HostApp.start({ streams });
  using proxy = await RenamingProxy.start('/cams', host.url.replace(/\/$/, ''));
  const page = await browser.newPage();
  await page.goto(`${proxy.url}/cams`);
  await page.locator(livePlayer).first().waitFor();
  await page.getByRole('link', { name: 'yard' }).click();
  await page.locator(livePlayer).and(page.locator('#player')).waitFor();
  expect(page.url()).toBe(`${proxy.url}/cams/yard/`);
  await page.close();
}, 60_000);

test('a page whose links lead to the server stays where it is', async () => {
  await using host = await HostApp.start({ source, path: 'camera' });
  // The one address that is renamed; all others go to the server as they are.
  using proxy = await RenamingProxy.start('/', host.url);
  const page = await browser.newPage();
  await page.goto(`${proxy.url}/camera?a=b`);
  await page.locator(livePlayer).waitFor();
  expect(page.url()).toBe(`${proxy.url}/camera?a=b`);
  await page.close();
}, 60_000);
