import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Controller,
  Get,
  Header,
  Inject,
  Module,
  RequestMethod,
  VersioningType,
  type INestApplication,
  type MiddlewareConsumer,
  type NestModule,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ServeStaticModule } from '@nestjs/serve-static';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder } from '../../../test/support/unit-host.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

const spa = '<!doctype html><title>the single-page application</title>';
type Adapter = (typeof adapters)[number];

/** A route of the host that takes every address, in the form its adapter wants. */
function catchAll(adapter: Adapter, path = adapter === 'fastify' ? '*' : '{*path}'): new () => object {
  @Controller()
  class CatchAllController {
    @Get(path)
    @Header('Content-Type', 'text/html')
    page(): string {
      return spa;
    }
  }
  return CatchAllController;
}

@Controller('cams')
class OwnRouteController {
  @Get('health')
  health(): string {
    return 'fine';
  }
}

/**
 * What ServeStaticModule registers under Fastify. `@fastify/static`, which it wants there, needs an ES module with
 * `require()`, and jest cannot do that on Node 20.
 */
@Module({})
class FastifySpaModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.get('/*', (_request, reply) => reply.type('text/html').send(spa));
  }
}

interface FastifyInstance {
  get(url: string, handler: (request: unknown, reply: FastifyReply) => unknown): unknown;
}

interface FastifyReply {
  type(type: string): FastifyReply;
  send(body: string): FastifyReply;
}

@Module({})
class MiddlewareModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(
        (_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
          response.setHeader('X-Middleware', 'passed');
          next();
        },
      )
      .forRoutes({ path: '*path', method: RequestMethod.GET });
  }
}

describe.each(adapters)('a host with a catch-all under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let app: INestApplication | undefined;

  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder.path, 'spa'));
    writeFileSync(join(folder.path, 'spa/index.html'), spa);
    writeFileSync(join(folder.path, 'spa/app.js'), '// the application');
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    folder[Symbol.dispose]();
  });

  async function start(
    catcher: 'controller' | 'slug controller' | 'ServeStaticModule' | 'nothing',
    configure: (app: INestApplication) => void = () => undefined,
    fastifyOptions: object = {},
  ): Promise<string> {
    const customDataLocation = folder.path;
    const rootPath = join(folder.path, 'spa');
    const streams = { a: { source: 'test:' }, b: { source: 'test:' } };

    @Module({
      // The host's own first: their routes are registered first as well.
      imports: [
        MiddlewareModule,
        ...(catcher === 'ServeStaticModule'
          ? [adapter === 'fastify' ? FastifySpaModule : ServeStaticModule.forRoot({ rootPath })]
          : []),
        WebGearRtcModule.forRoot({ path: 'camera', source: 'test:', customDataLocation }),
        WebGearRtcModule.forRoot({ path: 'cams', streams, customDataLocation }),
      ],
      controllers: [
        OwnRouteController,
        ...(catcher === 'controller' ? [catchAll(adapter)] : []),
        ...(catcher === 'slug controller' ? [catchAll(adapter, ':slug')] : []),
      ],
    })
    class AppModule {}

    app =
      adapter === 'fastify'
        ? await NestFactory.create(AppModule, new FastifyAdapter(fastifyOptions), {
            logger: false,
            abortOnError: false,
          })
        : await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    configure(app);
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  /** What answers an address: a page of ours by its heading, or the host. */
  async function answererOf(url: string): Promise<string> {
    const response = await fetch(url);
    const text = await response.text();
    if (text === spa) return 'the host';
    const heading = /<h1[^>]*>([^<]*)<\/h1>/.exec(text)?.[1];
    return `${response.status} ${heading ?? text.slice(0, 30)}`;
  }

  async function expectOurs(root: string): Promise<void> {
    for (const [path, heading] of [
      ['/camera', 'Live video'],
      ['/camera/', 'Live video'],
      ['/camera/?a=b', 'Live video'],
      ['/cams', 'Cameras'],
      ['/cams/', 'Cameras'],
      ['/cams/a', 'A'],
      ['/cams/a/', 'A'],
      ['/cams/b/', 'B'],
    ]) {
      expect([path, await answererOf(root + path)]).toEqual([path, `200 ${heading}`]);
    }
    for (const path of ['/camera/static/css/custom.css', '/cams/static/js/custom.js', '/cams/a/state']) {
      const response = await fetch(root + path);
      expect([path, response.status, response.headers.get('content-type')]).toEqual([
        path,
        200,
        expect.not.stringContaining('html'),
      ]);
    }
    expect((await fetch(`${root}/camera/`, { method: 'HEAD' })).status).toBe(200);
    const offer = await fetch(`${root}/cams/a/offer`, { method: 'POST', body: '{}' });
    expect(offer.status).toBe(415);
  }

  it.each(['controller', 'slug controller', 'ServeStaticModule', 'nothing'] as const)(
    'of a %s keeps our addresses ours, and its own its own',
    async (catcher) => {
      const root = await start(catcher);
      await expectOurs(root);
      expect(await (await fetch(`${root}/cams/health`)).text()).toBe('fine');
      expect(await answererOf(`${root}/elsewhere`)).toBe(
        catcher === 'nothing' ? '404 {"message":"Cannot GET /elsewh' : 'the host',
      );
    },
  );

  it('with a global prefix', async () => {
    const root = await start('controller', (nest) => nest.setGlobalPrefix('api'));
    await expectOurs(`${root}/api`);
    expect(await answererOf(`${root}/api/elsewhere`)).toBe('the host');
  });

  it('with a global prefix that leaves us out', async () => {
    const exclude = ['camera', 'camera/*path', 'cams', 'cams/*path'];
    const root = await start('ServeStaticModule', (nest) => nest.setGlobalPrefix('api', { exclude }));
    await expectOurs(root);
  });

  it('with versions in the path', async () => {
    const root = await start('controller', (nest) =>
      nest.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    );
    await expectOurs(root);
  });

  it("has its middleware see our requests, and those of its routes' methods alone", async () => {
    const root = await start('controller');
    for (const path of ['/camera/', '/cams/a/', '/camera/static/css/custom.css']) {
      expect((await fetch(root + path)).headers.get('x-middleware')).toBe('passed');
    }
  });

  if (adapter === 'fastify') {
    it.each([[{ ignoreTrailingSlash: true }], [{ routerOptions: { ignoreTrailingSlash: true } }]])(
      'starts with the options %p',
      async (options) => {
        await expectOurs(await start('controller', undefined, options));
      },
    );
  }
});
