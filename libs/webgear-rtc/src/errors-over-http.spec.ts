import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Catch,
  Controller,
  Get,
  HttpException,
  Inject,
  Logger,
  UseFilters,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { adapters, UnitHost } from '../../../test/support/unit-host.js';
import {
  WebGearRtcError,
  WebGearRtcExceptionFilter,
  WebGearRtcModule,
  WebGearRtcService,
  type ProblemDetails,
} from './index.js';

const options = { source: 'test:', dataFiles: 'package', path: 'camera' } as const;
const problem = 'application/problem+json; charset=utf-8';
const browser = { headers: { Accept: 'text/html,*/*' } };

/** A controller of an application, which knows nothing of errors. */
@Controller('plain')
class PlainController {
  constructor(@Inject(WebGearRtcService) private readonly video: WebGearRtcService) {}

  @Get('stream')
  stream(): string {
    return this.video.stream('attic').name;
  }

  @Get('colour')
  colour(): void {
    this.video.stream().setColorspace('COLOR_NONE' as never);
  }

  @Get('server')
  server(): void {
    throw new WebGearRtcError('WGR_SOURCE_NOT_FOUND', { source: '/home/me/secret.mp4' });
  }

  @Get('later')
  later(): void {
    throw new WebGearRtcError('WGR_NO_FRAME', { streamName: 'yard', seconds: 8, retryAfterSeconds: 1.2 });
  }
}

@Controller('filtered')
@UseFilters(WebGearRtcExceptionFilter)
class FilteredController extends PlainController {}

/** As applications have them: every error in a form of their own. */
@Catch()
class OwnForm implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const response = host
      .switchToHttp()
      .getResponse<{ status(code: number): { send(body: object): void } }>();
    response.status(status).send({ ours: true, status });
  }
}

describe.each(adapters)('errors under %s', (adapter) => {
  let host: UnitHost;
  let logged: unknown[];

  async function start(configure?: (app: UnitHost['app']) => void, more: object = {}): Promise<void> {
    const imports = [WebGearRtcModule.forRoot({ ...options, ...more })];
    const controllers = [PlainController, FilteredController];
    host = await UnitHost.start({ adapter, imports, controllers, ...(configure && { configure }) });
  }

  async function answer(path: string, init?: RequestInit) {
    const { status, headers, text } = await host.request(path, init);
    return { status, type: headers.get('content-type'), headers, body: JSON.parse(text) as ProblemDetails };
  }

  beforeEach(() => {
    logged = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void logged.push(line));
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await host[Symbol.asyncDispose]();
  });

  it('have their status in any controller, without a filter', async () => {
    await start();
    expect(await answer('/plain/stream')).toMatchObject({
      status: 404,
      type: expect.stringContaining('application/json'),
      body: { code: 'WGR_STREAM_UNKNOWN', status: 404, title: 'Stream unknown' },
    });
    expect(await answer('/plain/colour')).toMatchObject({
      status: 400,
      body: {
        code: 'WGR_OPTION_INVALID',
        field: 'colorspace',
        detail: expect.stringMatching(/^Option "colorspace" must be .*, but got .*\. Allowed: /),
      },
    });
    const hidden = await answer('/plain/server');
    expect([hidden.status, hidden.body.code]).toEqual([500, 'WGR_SOURCE_NOT_FOUND']);
    expect(JSON.stringify(hidden.body)).not.toContain('secret');
  });

  it('are problem details with the filter, which logs those of the server', async () => {
    await start();
    const later = await answer('/filtered/later?token=secret');
    expect(later).toMatchObject({ status: 503, type: problem });
    expect(later.headers.get('retry-after')).toBe('2');
    expect(later.body).toEqual({
      type: 'urn:problem-type:webgear-rtc:WGR_NO_FRAME',
      title: 'No frame',
      status: 503,
      detail: expect.stringContaining('no frame within 8 seconds'),
      instance: '/filtered/later',
      code: 'WGR_NO_FRAME',
      retryAfterSeconds: 2,
      message: later.body.detail,
    });
    expect((await answer('/filtered/server')).body.detail).not.toContain('secret');
    expect((await answer('/filtered/colour')).status).toBe(400);
    expect(logged).toEqual([
      expect.stringContaining('no frame'),
      'There is no "/home/me/secret.mp4". Check the path; a relative path starts at the working directory.',
    ]);
  });

  it('name files of the server where the filter is told to expose them', async () => {
    await start((app) => void app.useGlobalFilters(new WebGearRtcExceptionFilter({ exposeErrors: true })));
    const exposed = await answer('/plain/server');
    expect([exposed.type, exposed.body.instance]).toEqual([problem, '/plain/server']);
    expect(exposed.body.detail).toContain('/home/me/secret.mp4');
  });

  it('of the routes of the module are problem details, in a host with filters and a prefix of its own', async () => {
    await start((app) => {
      app.useGlobalFilters(new OwnForm());
      app.setGlobalPrefix('api/v1');
    });
    const offer = (body: string, type = 'application/json') =>
      answer('/api/v1/camera/offer', { method: 'POST', headers: { 'Content-Type': type }, body });
    const refused = await offer('{"sdp":"","type":"offer"}');
    expect(refused).toMatchObject({ status: 400, type: problem });
    expect(refused.body).toMatchObject({
      code: 'WGR_OFFER_INVALID',
      title: 'Offer invalid',
      instance: '/api/v1/camera/offer',
      message: refused.body.detail,
    });
    expect(await offer('{', 'text/html')).toMatchObject({ status: 415, type: problem });
    expect(await answer('/api/v1/camera/offer')).toMatchObject({
      status: 405,
      type: problem,
      body: { code: 'WGR_METHOD_NOT_ALLOWED' },
    });
    expect(await answer('/api/v1/camera/clip.mp4')).toMatchObject({ status: 404, type: problem });
    // Of the application's own controllers its filter takes care.
    expect((await answer('/api/v1/plain/stream')).body).toEqual({ ours: true, status: 404 });
    const page = await host.request('/api/v1/camera/nothing', browser);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });
});

describe('an error of the library', () => {
  const error = new WebGearRtcError('WGR_OPTION_INVALID', {
    field: 'maxPeers',
    rule: 'must be at least 1',
    received: '0',
    allowed: '1 to 10000',
  });

  it('is an HttpException that keeps field, rule and remedy, and shows its message in the stack', () => {
    expect(error).toBeInstanceOf(HttpException);
    expect([error.field, error.rule, error.remedy]).toEqual([
      'maxPeers',
      'must be at least 1',
      'Allowed: 1 to 10000.',
    ]);
    expect(error.stack).toMatch(/^WebGearRtcError: Option "maxPeers" must be at least 1/);
    expect(Object.keys(error).sort()).toEqual(['code', 'detail', 'name', 'status']);
  });
});
