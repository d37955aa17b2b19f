import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RenamingProxy } from '../../../../test/support/renaming-proxy.js';
import { adapters, temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import type { RegistrationSettings, WebGearRtcOptions } from '../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';

const browser = { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

/** What the links to static files end in. */
const VERSION = /\?v=[\da-f]{16}$/;

describe.each(adapters)('pages under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  async function start(
    path = '',
    settings: Partial<Parameters<typeof UnitHost.start>[0]> = {},
  ): Promise<void> {
    host = await UnitHost.start({ adapter, imports: [register(path)], ...settings });
  }

  function register(
    path: string,
    options: RegistrationSettings = {},
  ): ReturnType<typeof WebGearRtcModule.forRoot> {
    const stated = { source: 'test:', customDataLocation: folder.path, path, ...options };
    return WebGearRtcModule.forRoot(stated as unknown as WebGearRtcOptions);
  }

  const dataFile = (path: string): string => join(folder.path, '.vidgear/webgear_rtc', path);

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('shows the player at the root, without any other host or inline script', async () => {
    await start();
    const page = await host.request('/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.text).toContain('<video id="video" muted autoplay playsinline');
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bon\w+=/);
  });

  it('keeps the former name of its MJPEG image, for page files that were edited earlier', async () => {
    await start();
    expect((await host.request('/')).text).toContain('<img class="mjpeg" id="still"');
    expect((await host.request('/static/css/custom.css')).text).toMatch(/^#still\b/m);
  });

  it('links to everything relatively, so that it works below any path and behind any proxy', async () => {
    await start('live/camera', { configure: (app) => app.setGlobalPrefix('api') });
    const base = `${host.url}/api/live/camera`;
    for (const path of ['', '/', '?a=b']) {
      const page = await host.request(`/api/live/camera${path}`, { redirect: 'follow' });
      const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) =>
        new URL(link, page.url).href.replace(VERSION, ''),
      );
      expect(links).toEqual([
        `${base}/static/img/favicon-32x32.png`,
        `${base}/static/img/icon.svg`,
        `${base}/static/img/icon-180.png`,
        `${base}/static/manifest.webmanifest`,
        `${base}/static/css/custom.css`,
        `${base}/static/css/player-page.css`,
        `${base}/static/js/webgear-player.js`,
        `${base}/static/js/player-page.js`,
        `${base}/static/js/custom.js`,
        `${base}/`,
        `${base}/stream.mjpeg`,
      ]);
    }
    expect((await host.request('/api/live/camera/static/css/custom.css')).status).toBe(200);
    expect((await host.post('/api/live/camera/offer', 'application/json', '{')).text).toContain(
      'WGR_BODY_MALFORMED',
    );
    expect((await host.request('/live/camera')).status).toBe(404);
  });

  it('works behind a proxy that renames its path', async () => {
    await start('live/camera');
    using proxy = await RenamingProxy.start('/site/door/', `${host.url}/live/camera/`);
    const page = await fetch(`${proxy.url}/site/door/`);
    expect([page.status, page.url]).toEqual([200, `${proxy.url}/site/door/`]);
    const links = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) =>
      new URL(link, page.url).href.replace(VERSION, ''),
    );
    const base = `${proxy.url}/site/door`;
    const icons = ['img/favicon-32x32.png', 'img/icon.svg', 'img/icon-180.png', 'manifest.webmanifest'];
    const files = [
      ...icons,
      'css/custom.css',
      'css/player-page.css',
      'js/player-page.js',
      'js/custom.js',
    ].map((file) => `${base}/static/${file}`);
    // The player does not exist before a build.
    const player = `${base}/static/js/webgear-player.js`;
    expect(links).toEqual([...files.toSpliced(6, 0, player), `${base}/`, `${base}/stream.mjpeg`]);
    expect(await Promise.all(files.map(async (file) => (await fetch(file)).status))).toEqual(
      files.map(() => 200),
    );
    const lost = await fetch(`${proxy.url}/site/door/a/b`, browser);
    expect(await lost.text()).toContain('href="../static/css/custom.css?v=');
  });

  it('shows the 404 page to browsers below its path, with links that work at any depth', async () => {
    await start('camera');
    const page = await host.request('/camera/no/such/page', browser);
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('href="../../static/css/custom.css?v=');
    expect((await host.request('/camera/static/none.css', browser)).text).toContain(
      'href="../static/css/custom.css?v=',
    );
    expect(
      (await host.request('/camera/no', { headers: { Accept: 'application/json' } })).text,
    ).not.toContain('<');
  });

  it('says which camera there is not, and does not say which there are', async () => {
    const streams = { 'front-door': { source: 'test:' }, yard: { source: 'test:' } };
    await start('cams', { imports: [register('cams', { streams, source: undefined } as object)] });
    const page = await host.request('/cams/cellar/', browser);
    expect([page.status, page.text]).toEqual([
      404,
      expect.stringMatching(/no camera called “<bdi>cellar<\/bdi>”/),
    ]);
    expect(page.text).toContain('<a class="action" href="../">All cameras</a>');
    expect(page.text).not.toMatch(/front|yard/i);
    for (const path of ['/cams/a/b/c', '/cams/%3Cb%3E', `/cams/${'x'.repeat(65)}`])
      expect((await host.request(path, browser)).text).toContain('There is no such page');
  });

  it('speaks the language that the browser prefers, on errors too', async () => {
    const streams = { yard: { source: 'whip:', publishPage: true }, shed: { source: 'test:' } };
    await start('cams', { imports: [register('cams', { streams, source: undefined } as object)] });
    const inGerman = { headers: { ...browser.headers, 'Accept-Language': 'de-CH, en;q=0.5' } };
    const list = await host.request('/cams/', inGerman);
    expect(list.text).toContain('<html lang="de-CH">');
    expect(list.text).toContain('aria-label="Vollbild"');
    expect(list.text).toContain('{&quot;Layout&quot;:&quot;Anordnung&quot;');
    expect((await host.request('/cams/yard/', inGerman)).text).toContain('aria-label="Alle Kameras"');
    expect((await host.request('/cams/yard/publish', inGerman)).text).toContain('<h1>Senden Yard</h1>');
    const missing = await host.request('/cams/cellar/', inGerman);
    expect(missing.text).toContain('Es gibt keine Kamera namens “<bdi>cellar</bdi>”');
    expect(missing.headers.get('vary')).toContain('Accept-Language');
    expect((await host.request('/cams/', browser)).text).toContain('data-words="{}"');
  });

  it('shows the 404 page for all paths in an application without other controllers', async () => {
    await start();
    const page = await host.request('/nope', browser);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });

  it('shows the 500 page for a template that is broken, and starts all the same', async () => {
    await start();
    writeFileSync(dataFile('templates/index.html'), 'fine\n{{#if}}');
    await host[Symbol.asyncDispose]();
    await start();
    const page = await host.request('/', browser);
    expect([page.status, page.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
    expect(page.text).toContain('its log says more');
    expect(page.text).not.toContain('index.html');
    expect(JSON.parse((await host.request('/')).text)).toMatchObject({ code: 'WGR_TEMPLATE_INVALID' });
  });

  it('has a minimal page if the error page is broken too', async () => {
    await start();
    for (const name of ['index', '500']) writeFileSync(dataFile(`templates/${name}.html`), '{{#if}}');
    await host[Symbol.asyncDispose]();
    await start();
    expect((await host.request('/', browser)).text).toContain('Error 500');
  });

  it('shows a traceback with exposeErrors, to browsers only, and escaped', async () => {
    await start('', { imports: [register('', { exposeErrors: true, logLevel: 'warn' })] });
    writeFileSync(dataFile('templates/index.html'), 'fine\n<b>{{a b=}}</b>\nlast');
    const page = await host.request('/', browser);
    expect(page.status).toBe(500);
    expect(page.text).toContain('WGR_TEMPLATE_INVALID');
    expect(page.text).toContain('<span class="fault">2  &lt;b&gt;{{a b&#x3D;}}&lt;/b&gt;');
    expect(page.text).toContain('<span>3  last');
    expect(page.text).toContain(dataFile('templates/index.html'));
    expect(page.headers.get('cache-control')).toBe('no-store');
    const german = (await host.request('/', { headers: { ...browser.headers, 'Accept-Language': 'de-AT' } }))
      .text;
    for (const text of [
      'lang="de',
      'Etwas ist schiefgegangen',
      'Wegen Error',
      'Weitere Frames: ',
      'Option exposeErrors',
    ])
      expect(german).toContain(text);
    expect(JSON.parse((await host.request('/')).text)).toMatchObject({
      code: 'WGR_TEMPLATE_INVALID',
      message: expect.stringContaining('line 2'),
    });
  });

  it('shows it also for an error in the shared layout', async () => {
    await start('', { imports: [register('', { logging: true })] });
    writeFileSync(dataFile('templates/base.html'), '{{/oops}}');
    const page = await host.request('/', browser);
    expect([page.status, page.text]).toEqual([
      500,
      expect.stringContaining('<span class="fault">1  {{/oops}}'),
    ]);
  });

  it('has an error page for a removed folder, without its path', async () => {
    await start();
    rmSync(dataFile('templates'), { recursive: true });
    const page = await host.request('/', browser);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('Error 500')]);
    expect(page.text).not.toContain(folder.path);
    const { text } = await host.request('/');
    expect(JSON.parse(text)).toMatchObject({ code: 'WGR_PAGE_FAILED' });
    expect(text).not.toContain(folder.path);
  });

  it('shows edits at once if logging is on, and after a restart otherwise', async () => {
    await start('a', { imports: [register('a'), register('b', { logging: true })] });
    for (const path of ['/a', '/b']) await host.request(path);
    writeFileSync(dataFile('templates/index.html'), 'edited');
    expect((await host.request('/a')).text).toContain('<video');
    expect((await host.request('/b')).text).toBe('edited');
  });

  it('keeps two registrations apart', async () => {
    await start('', { imports: [register('front'), register('yard')] });
    for (const path of ['/front', '/yard']) expect((await host.request(path)).status).toBe(200);
    expect((await host.request('/')).status).toBe(404);
  });

  it('refuses two registrations at one path', async () => {
    await start('other');
    await expect(
      UnitHost.start({ adapter, imports: [register('a'), register('/a/')] }),
    ).rejects.toMatchObject({
      code: 'WGR_PATH_TAKEN',
    });
  });

  it('stays reachable in an application with API versioning', async () => {
    await start('camera', { configure: (app) => void app.enableVersioning() });
    expect((await host.request('/camera')).status).toBe(200);
  });
});
