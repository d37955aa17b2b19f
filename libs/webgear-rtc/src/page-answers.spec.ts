import { Logger, type INestApplication } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

interface HeaderSetter {
  setHeader(name: string, value: string): void;
}

const helmetPolicy = "default-src 'self';script-src 'self';upgrade-insecure-requests";

function setPolicy(policy: string): (app: INestApplication) => void {
  return (app) =>
    void app.use((_request: unknown, response: HeaderSetter, next: () => void) => {
      response.setHeader('Content-Security-Policy', policy);
      next();
    });
}

describe.each(adapters)('the pages under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(
    options: Partial<WebGearRtcOptions> = {},
    configure: (app: INestApplication) => void = () => undefined,
  ): Promise<void> {
    const own = options.streams === undefined ? { source: 'test:' } : {};
    const module = WebGearRtcModule.forRoot({
      ...own,
      customDataLocation: folder.path,
      path: 'camera',
      ...options,
    } as Parameters<typeof WebGearRtcModule.forRoot>[0]);
    host = await UnitHost.start({ adapter, imports: [module], configure });
  }

  describe('warn of a policy that upgrades requests', () => {
    it.each<[string, string, Record<string, string>, number]>([
      ['over plain http at an address of the network', helmetPolicy, {}, 1],
      ['not at one of this machine', helmetPolicy, {}, 0],
      ['not behind a proxy with https', helmetPolicy, { 'X-Forwarded-Proto': 'https' }, 0],
      ['not to a browser that came by https', helmetPolicy, { 'Sec-Fetch-Site': 'none' }, 0],
      ['not where the policy is another', "default-src 'self'", {}, 0],
    ])('%s', async (name, policy, headers, expected) => {
      const isNetwork = name !== 'not at one of this machine';
      await start({}, (app) => {
        app.use((request: { headers: Record<string, string> }, _response: unknown, next: () => void) => {
          // `fetch` lets nobody choose the host.
          if (isNetwork) request.headers['host'] = '192.168.1.5:3000';
          next();
        });
        setPolicy(policy)(app);
      });
      const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
      for (let count = 0; count < 3; count++) await host.request('/camera/', { headers });
      const warning = /192\.168\.1\.5:3000.*upgrade-insecure-requests.*https/;
      const all = Array.from({ length: expected }, () => [expect.stringMatching(warning)]);
      expect(warn.mock.calls).toEqual(all);
    });
  });

  it('have their files kept by browsers for a while, and asked for each time while logging is on', async () => {
    await start();
    const file = '/camera/static/js/custom.js';
    const { headers } = await host.request(file);
    expect(headers.get('cache-control')).toBe('private, max-age=60, stale-while-revalidate=600');
    const again = await host.request(file, { headers: { 'If-None-Match': headers.get('etag') ?? '' } });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, headers.get('cache-control')]);
    await host[Symbol.asyncDispose]();
    await start({ logging: true });
    expect((await host.request(file)).headers.get('cache-control')).toBe('no-cache');
  });

  it('load a script that finds the slash they may lack, from any address they have', async () => {
    await start({ streams: { front: { source: 'test:' } } });
    for (const path of ['/camera', '/camera/', '/camera/front', '/camera/front/']) {
      const page = await host.request(`${path}?a=b`);
      const src = /<script async src='([^']+)'/.exec(page.text)?.[1] ?? '';
      const script = await host.request(path + src);
      expect([path, script.status, script.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/javascript; charset=utf-8',
      ]);
      expect(script.text).toContain('location.replace');
      expect(script.headers.get('cache-control')).toContain('max-age=');
    }
  });

  it('say in one line of the log where they are', async () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
    await start({ streams: { front: { source: 'test:' }, yard: { source: 'test:' } } }, (app) =>
      app.setGlobalPrefix('api'),
    );
    const lines = log.mock.calls.map(([line]) => String(line));
    expect(lines.filter((line) => line.includes('Video at'))).toEqual(['Video at /api/camera/, 2 streams']);
    await host[Symbol.asyncDispose]();
    log.mockClear();
    await start();
    expect(log).toHaveBeenCalledWith('Video at /camera/');
  });

  it.each([
    ['/camera/', 'DELETE', 'GET, HEAD, OPTIONS'],
    ['/camera', 'POST', 'GET, HEAD, OPTIONS'],
    ['/camera/offer', 'GET', 'POST, OPTIONS'],
    ['/camera/offer', 'PUT', 'POST, OPTIONS'],
    ['/camera/snapshot.jpg', 'POST', 'GET, HEAD, OPTIONS'],
    ['/camera/static/js/custom.js', 'POST', 'GET, HEAD, OPTIONS'],
    ['/cams/front/state', 'PATCH', 'GET, HEAD, OPTIONS'],
    ['/cams/front/offer', 'GET', 'POST, OPTIONS'],
  ])('say which methods %s has when asked for with %s', async (path, method, allow) => {
    const streams = { front: { source: 'test:' }, yard: { source: 'test:' } };
    host = await UnitHost.start({
      adapter,
      imports: [
        WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path, path: 'camera' }),
        WebGearRtcModule.forRoot({ streams, customDataLocation: folder.path, path: 'cams' }),
      ],
    });
    const answer = await host.request(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'WGR_METHOD_NOT_ALLOWED' });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const options = await host.request(path, { method: 'OPTIONS' });
    expect(options.headers.get('allow')?.split(/, ?/)).toEqual(expect.arrayContaining(['OPTIONS']));
  });

  it('answer requests of any method for an unknown address below them with the 404 page', async () => {
    await start();
    for (const method of ['POST', 'DELETE', 'HEAD']) {
      const answer = await host.request('/camera/nope', { method, headers: { Accept: 'text/html' } });
      expect([method, answer.status, answer.headers.get('content-type')]).toEqual([
        method,
        404,
        'text/html; charset=utf-8',
      ]);
    }
  });
});
