import {
  Module,
  VersioningType,
  type CallHandler,
  type DynamicModule,
  type ExecutionContext,
  type MiddlewareConsumer,
  type NestInterceptor,
  type NestModule,
} from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { map, type Observable } from 'rxjs';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type UnitHostSettings,
} from '../../../test/support/unit-host.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

type Next = () => void;
interface HeaderSetter {
  setHeader(name: string, value: string): void;
}

/** What an interceptor of a host commonly does: it wraps every result. */
class WrappingInterceptor implements NestInterceptor {
  readonly seen: string[] = [];

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.seen.push(context.getClass().name);
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Module({})
class MiddlewareModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((_request: unknown, response: HeaderSetter, next: Next) => {
        response.setHeader('X-Middleware', 'passed');
        next();
      })
      .forRoutes('*path');
  }
}

const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });
const routes = ['/camera', '/camera/static/js/custom.js'];

describe.each(adapters)('our routes in a host under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(
    configure: NonNullable<UnitHostSettings['configure']>,
    others: DynamicModule['imports'] = [],
  ): Promise<void> {
    const module = WebGearRtcModule.forRoot({
      source: 'test:',
      customDataLocation: folder.path,
      path: 'camera',
    });
    const imports = [module, ...(others as (typeof MiddlewareModule)[])];
    host = await UnitHost.start({ adapter, imports, configure });
  }

  const post = (): ReturnType<UnitHost['post']> => host.post('/camera/offer', 'application/json', offer);

  it('are closed by its global guards', async () => {
    await start((app) => app.useGlobalGuards({ canActivate: () => false }));
    for (const route of routes) expect((await host.request(route)).status).toBe(403);
    expect((await post()).status).toBe(403);
    expect(host.peers.offers).toEqual([]);
  });

  it('pass its interceptors, which cannot reshape what browsers get', async () => {
    const interceptor = new WrappingInterceptor();
    await start((app) => app.useGlobalInterceptors(interceptor));
    expect((await host.request('/camera')).text).toMatch(/^<!doctype html>/);
    expect(JSON.parse((await post()).text)).toMatchObject({ type: 'answer' });
    expect(interceptor.seen).toEqual(['PlayerPageController', 'SignalingController']);
  });

  it('pass its middleware', async () => {
    await start(() => undefined, [MiddlewareModule]);
    for (const route of routes) {
      expect((await host.request(route)).headers.get('x-middleware')).toBe('passed');
    }
    expect((await post()).headers.get('x-middleware')).toBe('passed');
  });

  it('follow its CORS rules, and have none of their own', async () => {
    const headers = { Origin: 'https://elsewhere.example' };
    await start((app) => app.enableCors({ origin: 'https://elsewhere.example' }));
    for (const route of routes) {
      const answer = await host.request(route, { headers });
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://elsewhere.example');
    }
    await host[Symbol.asyncDispose]();
    await start(() => undefined);
    for (const route of [...routes, '/camera/nope']) {
      const answer = await host.request(route, { headers });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each([
    ['in the path', { type: VersioningType.URI, defaultVersion: '1' }],
    ['in a header', { type: VersioningType.HEADER, header: 'X-Version', defaultVersion: '1' }],
  ] as const)('have no version where its API has one %s', async (_name, options) => {
    await start((app) => void app.enableVersioning(options));
    for (const route of routes) expect((await host.request(route)).status).toBe(200);
    expect((await post()).status).toBe(200);
  });

  it('stay where they are when its global prefix leaves them out', async () => {
    await start((app) => void app.setGlobalPrefix('api', { exclude: ['camera', 'camera/*path'] }));
    for (const route of routes) expect((await host.request(route)).status).toBe(200);
    const page = await host.request('/camera');
    expect(page.text).toContain('<webgear-player id="player" src="./camera/"');
    expect((await host.post('/camera/offer', 'application/json', '{"type":')).status).toBe(400);
  });

  it('keep a security header that the host has set', async () => {
    await start((app) =>
      app.use((_request: unknown, response: HeaderSetter, next: Next) => {
        response.setHeader('Content-Security-Policy', "default-src 'self'");
        next();
      }),
    );
    const { headers } = await host.request('/camera');
    expect(headers.get('content-security-policy')).toBe("default-src 'self'");
  });

  it('all carry the security headers, whatever they answer', async () => {
    await start(() => undefined);
    const html = { headers: { Accept: 'text/html' } };
    const answers = [
      await host.request('/camera'),
      await host.request('/camera/static/js/custom.js'),
      await host.request('/camera/static/none.js', html),
      await host.request('/camera/nope', html),
      await post(),
      await host.post('/camera/offer', 'application/json', '{'),
      await host.post('/camera/offer', 'application/json', 'x'.repeat(70_000)),
      await host.post('/camera/close_connection', 'text/plain', '1'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404, 200, 400, 413, 200]);
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
  });
});
