import { Controller, Get, type CanActivate, type INestApplication } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type ReadAnswer,
  type UnitHostSettings,
} from '../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { resolveOptions } from './options/resolve-options.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

const elsewhere = 'https://elsewhere.example';
const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });
const closed: CanActivate = { canActivate: () => false };

@Controller('other')
class OtherController {
  @Get()
  other(): string {
    return 'of the host';
  }
}

interface HeaderSetter {
  setHeader(name: string, value: string): void;
}

/** What helmet does, as far as it matters here. */
function helmet(app: INestApplication): void {
  app.use((_request: unknown, response: HeaderSetter, next: () => void) => {
    response.setHeader(
      'Content-Security-Policy',
      "default-src 'self';frame-ancestors 'self';script-src 'self'",
    );
    response.setHeader('X-Frame-Options', 'SAMEORIGIN');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    next();
  });
}

describe.each(adapters)('pages of other origins under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost | undefined;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(
    options: Partial<WebGearRtcOptions>,
    {
      path = 'camera',
      guards = [],
      ...settings
    }: Partial<UnitHostSettings> & { path?: string; guards?: CanActivate[] } = {},
  ): Promise<UnitHost> {
    const own = options.streams === undefined ? { source: 'test:' } : {};
    const module = WebGearRtcModule.forRoot({
      ...own,
      customDataLocation: folder.path,
      path,
      guards,
      ...options,
    } as Parameters<typeof WebGearRtcModule.forRoot>[0]);
    host = await UnitHost.start({ adapter, imports: [module], ...settings });
    return host;
  }

  const from = (origin: string, init: RequestInit = {}): RequestInit => ({
    ...init,
    headers: { ...(init.headers as Record<string, string>), Origin: origin },
  });

  const preflight = (origin: string, more: Record<string, string> = {}): RequestInit => ({
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type,authorization',
      ...more,
    },
  });

  const allowed = ({ headers }: ReadAnswer): string | null => headers.get('access-control-allow-origin');

  const routes = [
    '/camera',
    '/camera/static/js/custom.js',
    '/camera/ice-servers',
    '/camera/state',
    '/camera/snapshot.jpg',
    '/camera/stream.mjpeg',
  ];

  it('may use every route when they are allowed, and no other may', async () => {
    const { request } = await start({ allowedOrigins: [elsewhere] }).then((app) => ({
      request: (path: string, init?: RequestInit) => app.request(path, { method: 'HEAD', ...init }),
    }));
    for (const route of routes) {
      const answer = await request(route, from(elsewhere));
      expect([route, allowed(answer)]).toEqual([route, elsewhere]);
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
      const foreign = await request(route, from('https://foreign.example'));
      expect([route, allowed(foreign)]).toEqual([route, null]);
      for (const { headers } of [answer, foreign]) expect(headers.get('vary')).toMatch(/\bOrigin\b/);
    }
  });

  it.each([
    '/camera/offer',
    '/camera/quality',
    '/camera/close_connection',
    '/camera/state',
    '/camera/later-route',
  ])('may ask before they send something to %s', async (route) => {
    const app = await start({ allowedOrigins: [elsewhere] }, { guards: [closed] });
    const answer = await app.request(route, preflight(elsewhere));
    expect([answer.status, allowed(answer), answer.text]).toEqual([204, elsewhere, '']);
    expect(answer.headers.get('access-control-allow-methods')).toMatch(/GET.*POST.*DELETE/);
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type,authorization');
    expect(Number(answer.headers.get('access-control-max-age'))).toBeGreaterThan(60);
    const local = await app.request(
      route,
      preflight(elsewhere, { 'Access-Control-Request-Private-Network': 'true' }),
    );
    expect(local.headers.get('access-control-allow-private-network')).toBe('true');
    const foreign = await app.request(route, preflight('https://foreign.example'));
    expect(allowed(foreign)).toBeNull();
    expect(foreign.headers.get('access-control-allow-methods')).toBeNull();
  });

  it('may read what goes wrong: errors of ours, of a guard, of a parser, and an unknown address', async () => {
    const app = await start({ allowedOrigins: [elsewhere] });
    const post = (body: string): RequestInit =>
      from(elsewhere, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    for (const [body, status] of [
      ['{', 400],
      ['x'.repeat(70_000), 413],
      [offer, 200],
    ] as const) {
      const answer = await app.request('/camera/offer', post(body));
      expect([answer.status, allowed(answer)]).toEqual([status, elsewhere]);
    }
    const lost = await app.request('/camera/nope', from(elsewhere));
    expect([lost.status, allowed(lost)]).toEqual([404, elsewhere]);
    await app[Symbol.asyncDispose]();
    const guarded = await start({ allowedOrigins: [elsewhere] }, { guards: [closed] });
    const refused = await guarded.request('/camera/offer', post(offer));
    expect([refused.status, allowed(refused)]).toEqual([403, elsewhere]);
  });

  it.each([
    [['*'], elsewhere, '*'],
    [['https://*.example.org'], 'https://a.b.example.org', 'https://a.b.example.org'],
    [['https://*.example.org'], 'https://example.org', null],
    [['https://*.example.org'], 'https://evilexample.org', null],
    [['https://*.example.org'], 'http://a.example.org', null],
    [['HTTPS://Elsewhere.Example:443'], elsewhere, elsewhere],
    [['http://192.168.1.5:8080'], 'http://192.168.1.5:8080', 'http://192.168.1.5:8080'],
    [['http://192.168.1.5:8080'], 'http://192.168.1.5', null],
    [['capacitor://localhost'], 'capacitor://localhost', 'capacitor://localhost'],
    [[elsewhere], 'null', null],
    [[elsewhere], `${elsewhere}.evil.example`, null],
  ])('that %j names: %s gets %s', async (allowedOrigins, origin, expected) => {
    const app = await start({ allowedOrigins });
    const answer = await app.request('/camera/state', from(origin));
    expect(allowed(answer)).toBe(expected);
    const takesCookies = answer.headers.get('access-control-allow-credentials') === 'true';
    expect(takesCookies).toBe(expected !== null && expected !== '*');
  });

  it('are none of the business of the other routes, also at the root', async () => {
    for (const path of ['camera', '']) {
      const app = await start({ allowedOrigins: ['*'] }, { path, controllers: [OtherController] });
      for (const route of ['/other', '/nope', '/offers', '/statics/x']) {
        const { headers } = await app.request(route, from(elsewhere));
        expect([route, [...headers.keys()].filter((name) => name.startsWith('access-control'))]).toEqual([
          route,
          [],
        ]);
        expect(headers.get('cross-origin-resource-policy')).toBeNull();
      }
      const prefix = path === '' ? '' : `/${path}`;
      expect((await app.request(`${prefix}/offer`, preflight(elsewhere))).status).toBe(204);
      expect(allowed(await app.request(`${prefix}/state`, from(elsewhere)))).toBe('*');
      expect(allowed(await app.request(`${prefix}/static/js/custom.js`, from(elsewhere)))).toBe('*');
      await app[Symbol.asyncDispose]();
    }
  });

  it('may use each of several streams, below a global prefix', async () => {
    const streams = { front: { source: 'test:' }, yard: { source: 'test:' } };
    const app = await start(
      { streams, allowedOrigins: [elsewhere] },
      { configure: (nest) => nest.setGlobalPrefix('api') },
    );
    for (const path of ['/api/camera/front/offer', '/api/camera/yard/offer']) {
      expect((await app.request(path, preflight(elsewhere))).status).toBe(204);
    }
    expect(allowed(await app.request('/api/camera/front/state', from(elsewhere)))).toBe(elsewhere);
  });

  it("come second to the application's own rules", async () => {
    const origin = 'https://hosts.example';
    const app = await start(
      { allowedOrigins: [elsewhere] },
      { configure: (nest) => nest.enableCors({ origin }) },
    );
    expect(allowed(await app.request('/camera/state', from(origin)))).toBe(origin);
    expect(allowed(await app.request('/other', from(elsewhere)))).not.toBe(elsewhere);
  });

  it('may embed files and images where the host forbids it of its own', async () => {
    const app = await start({ allowedOrigins: [elsewhere] }, { configure: helmet });
    const { headers } = await app.request('/camera/static/js/custom.js');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  it('may show the page in a frame when they are named', async () => {
    const site = 'https://portal.example';
    const app = await start({ frameAncestors: [site, 'https://*.example.org'] });
    const { headers } = await app.request('/camera');
    expect(headers.get('content-security-policy')).toContain(
      `frame-ancestors 'self' ${site} https://*.example.org`,
    );
    await app[Symbol.asyncDispose]();
    const plain = await start({});
    expect((await plain.request('/camera')).headers.get('content-security-policy')).toMatch(
      /frame-ancestors 'self'$/,
    );
  });

  it('may do so where the host forbids frames, whose other rules stay', async () => {
    const app = await start({ frameAncestors: ['*'] }, { configure: helmet, controllers: [OtherController] });
    const { headers } = await app.request('/camera');
    const policy = "default-src 'self'; script-src 'self'; frame-ancestors 'self' *";
    expect([headers.get('content-security-policy'), headers.get('x-frame-options')]).toEqual([policy, null]);
    const other = await app.request('/other');
    expect(other.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });
});

describe('origins in the options', () => {
  it.each([
    [['example.org']],
    [['https://example.org/page']],
    [['https://example.org/']],
    [['https://user@example.org']],
    [['null']],
    [['https://exa*mple.org']],
    [["https://a.example; script-src 'unsafe-inline'"]],
    ['https://example.org'],
    [[5]],
  ])('are refused when they are %j', (origins) => {
    for (const field of ['allowedOrigins', 'frameAncestors']) {
      const options = { source: 'test:', [field]: origins } as unknown as WebGearRtcOptions;
      expect(() => resolveOptions(options)).toThrow(
        expect.objectContaining({ code: 'WGR_OPTION_INVALID', detail: expect.objectContaining({ field }) }),
      );
    }
  });
});
