import { Body, Catch, Controller, Get, HttpException, Post, type ArgumentsHost } from '@nestjs/common';
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
  echo(@Body() body: unknown): object {
    return { body };
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
  ['a preflight', '/api/fine', { method: 'OPTIONS', headers: { Origin: 'http://elsewhere' } }],
];

const hosts: [string, NonNullable<UnitHostSettings['configure']>][] = [
  ['a plain host', () => undefined],
  [
    'a host with a filter of its own',
    (app) => app.useGlobalFilters(new HostFilter(app.get(HttpAdapterHost))),
  ],
  ['a host with CORS', (app) => app.enableCors()],
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
    it.each(hosts)('answers everything as without it: %s', async (_name, configure) => {
      const imports = [WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path, path })];
      const without = await answers({ imports: [], configure });
      expect(await answers({ imports, configure })).toEqual(without);
    });
  });
});

function big(length: number): string {
  return JSON.stringify({ text: 'x'.repeat(length) });
}
