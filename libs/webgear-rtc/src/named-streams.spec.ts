import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get, Logger, Module, type DynamicModule } from '@nestjs/common';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import type { RegistrationSettings, WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

/** Makes the root an address that the module shares. */
@Controller('other')
class OtherController {}

const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });
const streams = { front: { source: 'test:' }, yard: { source: 'test:', loop: true } };
const browser = { headers: { Accept: 'text/html' } };

describe.each(adapters)('named streams under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost | undefined;

  const options = (more: RegistrationSettings = {}): WebGearRtcOptions =>
    ({
      streams,
      customDataLocation: folder.path,
      ...more,
    }) as WebGearRtcOptions;

  const forms: [string, (path: string) => DynamicModule][] = [
    ['forRoot', (path) => WebGearRtcModule.forRoot({ ...options(), path })],
    ['forRootAsync', (path) => WebGearRtcModule.forRootAsync({ path, useFactory: async () => options() })],
  ];

  async function start(
    module: DynamicModule = WebGearRtcModule.forRoot(options()),
    settings: Partial<Parameters<typeof UnitHost.start>[0]> = {},
  ): Promise<UnitHost> {
    host = await UnitHost.start({ adapter, imports: [module], ...settings });
    return host;
  }

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await host?.[Symbol.asyncDispose]();
    host = undefined;
    folder[Symbol.dispose]();
  });

  it.each(forms)(
    'have each a page, an offer and a close of their own through %s',
    async (_name, register) => {
      const app = await start(register('camera'), { configure: (nest) => nest.setGlobalPrefix('api') });
      for (const name of ['front', 'yard']) {
        const page = await app.request(`/api/camera/${name}/`, { redirect: 'follow' });
        expect([page.status, page.text]).toEqual([200, expect.stringContaining(`<h1>${name}</h1>`)]);
        const answer = await app.post(`/api/camera/${name}/offer`, 'application/json', offer);
        expect(answer.status).toBe(200);
      }
      expect(app.peers.askedStreams).toEqual(['front', 'yard']);
      expect((await app.request('/api/camera/nowhere')).status).toBe(404);
      expect((await app.post('/api/camera/offer', 'application/json', offer)).status).toBe(404);
    },
  );

  it('link to their own routes and to shared files from any address of their page', async () => {
    const { url } = await start(WebGearRtcModule.forRoot({ ...options(), path: 'camera' }));
    for (const path of ['/camera/front', '/camera/front/', '/camera/front?a=b']) {
      const page = await fetch(url + path);
      const links = [...(await page.text()).matchAll(/src="([^"]+)"/g)].map(
        ([, link = '']) => new URL(link, page.url).pathname,
      );
      expect(links).toEqual([
        '/camera/static/js/webgear-player.js',
        '/camera/static/js/custom.js',
        '/camera/front/',
        '/camera/front/stream.mjpeg',
      ]);
    }
  });

  it('are all on the list page, which leads to each', async () => {
    const { url } = await start(WebGearRtcModule.forRoot({ ...options(), path: 'camera' }));
    for (const path of ['/camera', '/camera/']) {
      const page = await fetch(url + path);
      const links = [...(await page.text()).matchAll(/<a href="([^"]+)">([^<]+)/g)];
      expect(links.map(([, link = '', name]) => [new URL(link, page.url).pathname, name])).toEqual([
        ['/camera/front/', 'front'],
        ['/camera/yard/', 'yard'],
      ]);
    }
  });

  it('have a list page even where the data folder has no template for it', async () => {
    const app = await start();
    const templates = join(folder.path, '.vidgear/webgear_rtc/templates');
    writeFileSync(join(templates, 'base.html'), '<main>{{> content}}</main>');
    rmSync(join(templates, 'list.html'));
    expect((await app.request('/')).text).toMatch(/^<main>[^]*front[^]*<\/main>/);
  });

  it('close the viewers of one stream and no other in single-viewer mode', async () => {
    const { peers } = await start(WebGearRtcModule.forRoot(options({ enableLiveBroadcast: false })));
    expect((await host?.post('/yard/close_connection', 'text/plain', '1'))?.text).toBe('OK');
    expect(peers.closedStreamNames).toEqual(['yard']);
  });

  it('read offers that the parsers of the host would refuse', async () => {
    await start();
    const answer = await host?.post('/yard/offer', 'application/json', '{"type":');
    expect([answer?.status, answer?.text]).toEqual([400, expect.stringContaining('WGR_BODY_MALFORMED')]);
  });

  it('show the 404 page below their own path, and the host its own beside it', async () => {
    const app = await start(undefined, { controllers: [OtherController] });
    const html = 'text/html; charset=utf-8';
    const page = await app.request('/front/nope', browser);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, html]);
    expect((await app.request('/nope', browser)).headers.get('content-type')).not.toBe(html);
  });

  const thirteen = Object.fromEntries(
    Array.from({ length: 13 }, (_, index) => [`cam${index}`, { source: 'test:' }]),
  );

  it('share their routes, however many they are', async () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
    await start(WebGearRtcModule.forRoot({ ...options({ streams: thirteen }), path: 'c' }));
    const lines = log.mock.calls.map(([line]) => String(line));
    expect(lines.filter((line) => line.startsWith('Mapped')).length).toBeLessThan(40);
    expect(lines).toContain('Video at /c/, 13 streams');
    for (const path of ['/c/cam12', '/c/cam12/', '/c/cam0/state']) {
      expect([path, (await host?.request(path))?.status]).toEqual([path, 200]);
    }
    await host?.post('/c/cam7/offer', 'application/json', offer);
    expect(host?.peers.askedStreams).toEqual(['cam7']);
  });

  it('of a name that there is not are a page or an error with a code', async () => {
    const app = await start(WebGearRtcModule.forRoot({ ...options(), path: 'c' }));
    for (const path of ['/c/none', '/c/none/', '/c/constructor', '/c/front2', '/c/static']) {
      const page = await app.request(path, browser);
      expect([path, page.status, page.headers.get('content-type')]).toEqual([
        path,
        404,
        'text/html; charset=utf-8',
      ]);
    }
    for (const path of ['/c/none/state', '/c/none/snapshot.jpg', '/c/none/stream.mjpeg']) {
      expect([path, (await app.request(path)).status]).toEqual([path, 404]);
    }
    const refused = await app.post('/c/none/offer', 'application/json', offer);
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
      404,
      {
        code: 'WGR_STREAM_UNKNOWN',
        message: 'There is no stream "none". Use the name of a configured stream.',
      },
    ]);
    expect(app.peers.askedStreams).toEqual([]);
  });

  it('are found in the case that the router takes for theirs', async () => {
    const app = await start(WebGearRtcModule.forRoot({ ...options(), path: 'c' }));
    const isFound = adapter === 'express';
    expect((await app.request('/c/FRONT/state')).status).toBe(isFound ? 200 : 404);
  });

  it('leave the routes of others below their path to them, whichever comes first', async () => {
    @Controller('c')
    class NeighbourController {
      @Get('health')
      health(): string {
        return 'fine';
      }
    }

    @Module({ controllers: [NeighbourController] })
    class NeighbourModule {}

    const guards = [{ canActivate: () => false }];
    const module = WebGearRtcModule.forRoot({ ...options(), path: 'c', guards });
    const app = await start(module, { imports: [module, NeighbourModule] });
    expect((await app.request('/c/health')).text).toBe('fine');
    expect((await app.request('/c/front')).status).toBe(403);
  });

  it('leave the addresses of another registration below their path to it', async () => {
    const below = WebGearRtcModule.forRoot({
      source: 'test:',
      customDataLocation: folder.path,
      path: 'c/extra',
    });
    const guarded = WebGearRtcModule.forRoot({
      ...options(),
      path: 'c',
      guards: [{ canActivate: () => false }],
    });
    const app = await start(guarded, { imports: [guarded, below] });
    expect((await app.request('/c/extra')).status).toBe(200);
    expect((await app.request('/c/extra/state')).status).toBe(200);
    expect((await app.request('/c/yard')).status).toBe(403);
  });

  it('are known to the service by their names', async () => {
    const { app } = await start();
    const service = app.get(WebGearRtcService, { strict: false });
    expect([service.stats('front').state, service.stats('yard').state]).toEqual(['idle', 'idle']);
    expect(() => service.stats('nowhere')).toThrow(/no stream "nowhere"/);
  });

  it('may not have the address of another registration', async () => {
    const imports = [
      WebGearRtcModule.forRoot(options()),
      WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path, path: 'Yard' }),
    ];
    await expect(UnitHost.start({ adapter, imports })).rejects.toMatchObject({ code: 'WGR_PATH_TAKEN' });
  });
});
