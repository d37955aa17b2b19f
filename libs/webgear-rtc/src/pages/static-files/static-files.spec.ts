import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../../test/support/unit-host.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

describe.each(adapters)('static files under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  async function start(): Promise<void> {
    const registration = WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path });
    host = await UnitHost.start({ adapter, imports: [registration] });
  }

  /** `fetch` normalises paths. */
  function rawStatus(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(host.url);
      httpRequest({ hostname, port, path }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  }

  const dataFile = (path: string): string => join(folder.path, '.vidgear/webgear_rtc', path);

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('serves the files of the page with their types and supports revalidation', async () => {
    await start();
    const script = await host.request('/static/js/custom.js');
    expect(script.status).toBe(200);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    const again = await host.request('/static/js/custom.js', {
      headers: { 'If-None-Match': script.headers.get('etag') ?? '' },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await host.request('/static/css/custom.css')).headers.get('content-type')).toMatch('text/css');
    expect((await host.request('/static/img/favicon-32x32.png')).headers.get('content-type')).toBe(
      'image/png',
    );
    expect((await host.request('/static/js/custom.js', { method: 'HEAD' })).status).toBe(200);
  });

  it('lets browsers keep what a page links to, until it is edited', async () => {
    await start();
    const link = async (): Promise<string> =>
      /static\/css\/custom\.css\?v=[\da-f]+/.exec((await host.request('/')).text)?.[0] ?? '';
    const cacheControl = async (path: string): Promise<string | null> =>
      (await host.request(`/${path}`)).headers.get('cache-control');
    const before = await link();
    expect(await cacheControl(before)).toBe('private, max-age=31536000, immutable');
    expect(await cacheControl('static/css/custom.css')).toMatch('max-age=60,');
    writeFileSync(dataFile('static/css/custom.css'), 'body { color: red }');
    expect(await cacheControl(before)).toMatch('max-age=60,');
    const after = await link();
    expect(after).not.toBe(before);
    expect((await host.request(`/${after}`)).text).toBe('body { color: red }');
  });

  it('serves a file that a user adds while the server runs', async () => {
    await start();
    mkdirSync(dataFile('static/a/b'), { recursive: true });
    writeFileSync(dataFile('static/a/b/own.txt'), 'mine');
    expect((await host.request('/static/a/b/own.txt')).text).toBe('mine');
  });

  it.each([
    ['module.mjs', 'text/javascript; charset=utf-8'],
    ['LARGE.JPG', 'image/jpeg'],
    ['logo.svg', 'image/svg+xml'],
    ['clip.mp4', 'video/mp4'],
    ['codec.wasm', 'application/wasm'],
    ['font.woff2', 'font/woff2'],
    ['html', 'application/octet-stream'],
    ['data.unknown', 'application/octet-stream'],
  ])('serves %s as %s', async (name, type) => {
    await start();
    writeFileSync(dataFile(`static/${name}`), 'any');
    expect((await host.request(`/static/${name}`)).headers.get('content-type')).toBe(type);
  });

  it('serves its own file if the user has none of that name', async () => {
    await start();
    const own = (await host.request('/static/css/custom.css')).text;
    writeFileSync(dataFile('static/css/custom.css'), 'edited');
    expect((await host.request('/static/css/custom.css')).text).toBe('edited');
    rmSync(dataFile('static/css/custom.css'));
    const answer = await host.request('/static/css/custom.css');
    expect([answer.status, answer.text]).toEqual([200, own]);
  });

  it('answers 404 to any path outside the static folder', async () => {
    await start();
    writeFileSync(join(folder.path, 'secret.txt'), 'secret');
    symlinkSync(join(folder.path, 'secret.txt'), dataFile('static/link.txt'));
    symlinkSync(folder.path, dataFile('static/linked'));
    writeFileSync(dataFile('static/.hidden'), 'secret');
    for (const path of [
      '/static/link.txt',
      '/static/linked/secret.txt',
      '/static/.hidden',
      '/static/../templates/index.html',
      '/static/%2e%2e/templates/index.html',
      '/static/..%2ftemplates%2findex.html',
      '/static/..%5c..%5csecret.txt',
      '/static/js%2fcustom.js',
      '/static/js/custom.js%00',
      '/static/js',
      '/static/',
      '/static',
    ]) {
      expect([path, await rawStatus(path)]).toEqual([path, 404]);
    }
  });
});
