import {
  Body,
  Catch,
  Controller,
  Get,
  HttpException,
  Injectable,
  Module,
  Post,
  Req,
  type ArgumentsHost,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type RawBodyRequest,
} from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type UnitHostSettings,
} from '../../../test/support/unit-host.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

@Controller('api')
class ApiController {
  @Get('fine')
  fine(): object {
    return { fine: true };
  }

  @Get('broken')
  broken(): never {
    throw new Error('broken');
  }

  @Post('echo')
  echo(@Body() body: unknown, @Req() { rawBody }: RawBodyRequest<object>): object {
    return { body, raw: rawBody?.toString('utf8').length };
  }
}

@Catch(HttpException)
class HostFilter extends BaseExceptionFilter {
  override catch(exception: HttpException, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.reply(host.switchToHttp().getResponse(), { host: exception.message }, exception.getStatus());
  }

  constructor(private readonly adapterHost: HttpAdapterHost) {
    super(adapterHost.httpAdapter);
  }
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const requests: [string, string, RequestInit][] = [
  ['an answer', '/api/fine', {}],
  ['an error', '/api/broken', {}],
  ['an error in a browser', '/api/broken', { headers: { Accept: 'text/html' } }],
  ['an unknown address', '/nope', {}],
  ['an unknown address in a browser', '/nope', { headers: { Accept: 'text/html' } }],
  ['an unknown method', '/api/fine', { method: 'DELETE' }],
  ['a body', '/api/echo', { method: 'POST', headers: { 'Content-Type': json }, body: '{"a":1}' }],
  ['a body that is no JSON', '/api/echo', { method: 'POST', headers: { 'Content-Type': json }, body: '{' }],
  ['a body of 90 kB', '/api/echo', { method: 'POST', headers: { 'Content-Type': json }, body: big(90_000) }],
  [
    'a body of 2 MB',
    '/api/echo',
    { method: 'POST', headers: { 'Content-Type': json }, body: big(2_000_000) },
  ],
  ['a body of another type', '/api/echo', { method: 'POST', headers: { 'Content-Type': 'a/b' }, body: 'x' }],
  ['a form', '/api/echo', { method: 'POST', headers: { 'Content-Type': form }, body: 'a=1&b[]=2' }],
  ['plain text', '/api/echo', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x' }],
  ['a preflight', '/api/fine', { method: 'OPTIONS', headers: { Origin: 'http://elsewhere' } }],
];

const hosts: [string, Omit<UnitHostSettings, 'adapter' | 'imports'>][] = [
  ['a plain host', {}],
  [
    'a host with a filter of its own',
    { configure: (app) => app.useGlobalFilters(new HostFilter(app.get(HttpAdapterHost))) },
  ],
  ['a host with CORS', { configure: (app) => app.enableCors() }],
  ['a host that wants raw bodies', { rawBody: true }],
  ['a host without parsers', { bodyParser: false }],
];

/** The request is told apart from its twin by nothing but the date and the connection. */
const volatileHeaders = new Set(['date', 'connection', 'keep-alive']);

describe.each(adapters)('a host application under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => folder[Symbol.dispose]());

  async function answers(settings: Omit<UnitHostSettings, 'adapter'>): Promise<unknown[]> {
    await using host = await UnitHost.start({ adapter, controllers: [ApiController], ...settings });
    const seen: unknown[] = [];
    for (const [name, path, init] of requests) {
      const { status, headers, text } = await host.request(path, init);
      const kept = [...headers].filter(([header]) => !volatileHeaders.has(header));
      seen.push({ name, status, text, headers: Object.fromEntries(kept) });
    }
    return seen;
  }

  describe.each(['', 'camera'])('with the module at "/%s"', (path) => {
    it.each(hosts)('answers everything as without it: %s', async (_name, settings) => {
      const imports = [WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path, path })];
      const without = await answers({ imports: [], ...settings });
      expect(await answers({ imports, ...settings })).toEqual(without);
    });
  });
});

describe('the shutdown of a host application', () => {
  it.each([false, true])(
    'runs its hooks in their order, once each (with the module: %s)',
    async (withModule) => {
      using folder = temporaryFolder();
      const seen: string[] = [];
      const note = (name: string): void => void seen.push(name);

      @Injectable()
      class Hooks implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
        onModuleDestroy = (): void => note('onModuleDestroy');
        beforeApplicationShutdown = (): void => note('beforeApplicationShutdown');
        onApplicationShutdown = (): void => note('onApplicationShutdown');
      }

      @Module({ providers: [Hooks] })
      class HooksModule {}

      const module = WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path });
      const imports = withModule ? [module, HooksModule] : [HooksModule];
      const host = await UnitHost.start({ imports });
      await host[Symbol.asyncDispose]();
      expect(seen).toEqual(['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown']);
    },
  );
});

function big(length: number): string {
  return JSON.stringify({ text: 'x'.repeat(length) });
}
