import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Module, type ExecutionContext } from '@nestjs/common';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import type { RegistrationSettings, WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import type { StreamsByName, StreamsProvider } from './options/streams-provider.js';
import { getStreamName } from './pages/registration-controller.js';
import type { StreamSummary } from './streams/stream-summaries.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

const source = 'test:';
const browser = { headers: { Accept: 'text/html' } };
const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });

/** A database that can be away. */
@Injectable()
class Cameras implements StreamsProvider {
  asked = 0;
  failure: Error | undefined;
  known: StreamsByName = { front: { source } };

  streams(): Promise<StreamsByName> {
    this.asked++;
    return this.failure === undefined ? Promise.resolve(this.known) : Promise.reject(this.failure);
  }
}

@Module({ providers: [Cameras], exports: [Cameras] })
class DatabaseModule {}

/** Routes of the host at the place of the streams. */
@Controller()
class HostController {
  @Get('about')
  about(): string {
    return 'about us';
  }

  @Get(':page')
  page(): string {
    return 'a page of the host';
  }
}

describe.each(adapters)('streams at run time under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;
  let service: WebGearRtcService;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(
    options: RegistrationSettings,
    more: Partial<Parameters<typeof UnitHost.start>[0]> & { path?: string; guards?: [] | [object] } = {},
  ): Promise<void> {
    const { path = 'c', guards = [], imports = [], ...settings } = more;
    const stated = { customDataLocation: folder.path, ...options } as WebGearRtcOptions;
    const module = WebGearRtcModule.forRoot({ ...stated, path, guards: guards as never });
    host = await UnitHost.start({ adapter, imports: [module, ...imports], ...settings });
    service = host.app.get(WebGearRtcService, { strict: false });
  }

  const statusOf = async (path: string, init?: RequestInit): Promise<number> =>
    (await host.request(path, init)).status;

  const listed = async (): Promise<(string | undefined)[]> =>
    [...(await host.request('/c/', browser)).text.matchAll(/<a href="[^"]*?([^"/]+)\/" title="/g)].map(
      ([, name]) => name,
    );

  it('have pages, routes, WHEP, MJPEG and a place in the list while they are there', async () => {
    await start({ streams: {} });
    const lists: (readonly StreamSummary[])[] = [];
    const watching = service.streams$.subscribe((streams) => lists.push(streams));
    expect([await listed(), await statusOf('/c/yard/', browser)]).toEqual([[], 404]);

    const handle = await service.addStream('yard', { source, mjpeg: { path: 'video/feed' } });
    expect([handle.name, handle.state, handle.isRemoved]).toEqual(['yard', 'idle', false]);
    expect(await listed()).toEqual(['yard']);
    for (const path of ['/c/yard', '/c/yard/', '/c/yard/state', '/c/yard/ice-servers']) {
      expect([path, await statusOf(path, browser)]).toEqual([path, 200]);
    }
    expect((await host.post('/c/yard/offer', 'application/json', offer)).status).toBe(200);
    expect((await host.post('/c/yard/whep', 'application/sdp', 'v=0 offer')).status).toBe(201);
    expect(await statusOf('/c/yard/video/feed', { method: 'HEAD' })).toBe(200);
    expect(await statusOf('/c/yard/video/other', { method: 'HEAD' })).toBe(404);
    expect((await host.post('/c/yard/video/feed', 'text/plain', '')).status).toBe(405);

    await service.updateStream('yard', { mjpeg: { path: 'elsewhere' } });
    expect(await statusOf('/c/yard/video/feed', { method: 'HEAD' })).toBe(404);
    expect(await statusOf('/c/yard/elsewhere', { method: 'HEAD' })).toBe(200);

    await service.removeStream('yard');
    expect(host.peers.closedStreamNames).toEqual(['yard']);
    expect(await listed()).toEqual([]);
    for (const path of ['/c/yard', '/c/yard/', '/c/yard/elsewhere']) {
      expect([path, await statusOf(path, browser)]).toEqual([path, 404]);
    }
    const refused = await host.post('/c/yard/offer', 'application/json', offer);
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([404, { code: 'WGR_STREAM_UNKNOWN' }]);
    expect(lists.map((streams) => streams.map(({ name }) => name))).toEqual([[], ['yard'], []]);
    watching.unsubscribe();

    expect(handle.isRemoved).toBe(true);
    expect(() => handle.stats()).toThrow(
      expect.objectContaining({ code: 'WGR_STREAM_REMOVED', status: 410 }),
    );
    await service.addStream('yard', { source });
    // Another stream, although it has the name.
    expect(() => handle.state).toThrow('has been removed');
    expect(service.stream('yard').state).toBe('idle');
  });

  it('refuse names and options as they are refused at the start, and leave what there is', async () => {
    await start({ streams: { front: { source } }, bitrateBps: 700_000 });
    const codes = [
      service.addStream('Front', { source }),
      service.addStream('offer', { source }),
      service.addStream('a/b', { source }),
      service.addStream('yard', { source, loop: 'yes' } as never),
      service.addStream('yard', {} as never),
      service.addStream('yard', { source, maxPeers: 3 } as never),
      service.addStream('yard', 'rtsp://admin:secret@h/s' as never),
      service.updateStream('front', { framerate: 0 }),
      service.updateStream('yard', { loop: true }),
      service.removeStream('yard'),
    ].map((change) =>
      change.then(
        () => 'none',
        (error: Error & { code: string }) => `${error.code} ${error.message.split(',')[0]}`,
      ),
    );
    expect(await Promise.all(codes)).toEqual([
      expect.stringContaining('WGR_STREAM_EXISTS There is a stream "front" already'),
      expect.stringContaining('WGR_OPTION_INVALID Option "streams" must name each stream'),
      expect.stringContaining('WGR_OPTION_INVALID Option "streams" must name each stream'),
      expect.stringContaining('WGR_OPTION_INVALID Option "streams.yard.loop" must be a boolean'),
      expect.stringContaining('WGR_OPTION_INVALID Option "streams.yard.source"'),
      expect.stringContaining('WGR_OPTION_UNKNOWN Unknown option "streams.yard.maxPeers"'),
      expect.stringContaining('WGR_OPTION_INVALID Option "streams.yard" must be an object'),
      expect.stringContaining('WGR_OPTION_INVALID Option "streams.front.framerate"'),
      expect.stringContaining('WGR_STREAM_UNKNOWN'),
      expect.stringContaining('WGR_STREAM_UNKNOWN'),
    ]);
    expect(service.streams).toEqual([{ name: 'front', state: 'idle' }]);
  });

  it('are one without a name that can be changed, but neither added nor removed', async () => {
    await start({ source });
    await service.updateStream('default', { bitrateBps: 400_000, source: 'test:size=320x240' });
    expect(await statusOf('/c/state')).toBe(200);
    for (const change of [service.addStream('yard', { source }), service.removeStream('default')]) {
      await expect(change).rejects.toMatchObject({ code: 'WGR_STREAMS_UNNAMED' });
    }
  });

  it('leave to the host what is no stream, at the root as well', async () => {
    await start({ streams: { front: { source } } }, { path: '', controllers: [HostController] });
    const texts = async (...paths: string[]): Promise<string[]> =>
      Promise.all(paths.map(async (path) => (await host.request(path)).text.slice(0, 18)));
    expect(await texts('/about', '/yard', '/front')).toEqual([
      'about us',
      'a page of the host',
      expect.stringContaining('<!doctype html>'),
    ]);
    await service.addStream('yard', { source });
    expect(await texts('/yard', '/yard/', '/elsewhere')).toEqual([
      expect.stringContaining('<!doctype html>'),
      expect.stringContaining('<!doctype html>'),
      'a page of the host',
    ]);
    await service.removeStream('yard');
    expect(await texts('/yard')).toEqual(['a page of the host']);
  });

  it('are named to guards as they are configured', async () => {
    const seen: unknown[] = [];
    const guard = {
      canActivate: (context: ExecutionContext): boolean => {
        const { params } = context.switchToHttp().getRequest<{ params: { stream?: string } }>();
        seen.push([getStreamName(context), params.stream]);
        return params.stream !== 'secret';
      },
    };
    await start({ streams: { front: { source }, secret: { source } } }, { guards: [guard] });
    expect([await statusOf('/c/front/state'), await statusOf('/c/secret/'), await statusOf('/c/')]).toEqual([
      200, 403, 200,
    ]);
    expect(seen).toEqual([
      ['front', 'front'],
      ['secret', 'secret'],
      [undefined, undefined],
    ]);
    expect(await statusOf('/c/SECRET/')).toBe(adapter === 'express' ? 403 : 404);
    // Whether there is such a stream is not told to those whom the guard refuses.
    expect(await statusOf('/c/none/')).toBe(404);
  });

  describe('from a provider', () => {
    it('are asked for with the first request, refreshed on demand, and asked for again after a failure', async () => {
      await start({ streams: { useExisting: Cameras } }, { imports: [DatabaseModule] });
      const cameras = host.app.get(Cameras);
      expect(cameras.asked).toBe(0);
      cameras.failure = new Error('connect ECONNREFUSED postgres://app:secret@db/cams');
      const failed = await host.request('/c/front/state');
      expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '1']);
      expect(failed.text).not.toContain('db');
      expect(await statusOf('/c/', browser)).toBe(503);
      expect(cameras.asked).toBe(1);
      await expect(service.refreshStreams()).rejects.toMatchObject({
        code: 'WGR_STREAMS_UNAVAILABLE',
        message: expect.stringMatching(/ECONNREFUSED postgres:\/\/\*\*\*@db/),
      });
      cameras.failure = undefined;
      await service.refreshStreams();
      expect(await listed()).toEqual(['front']);
      expect(await statusOf('/c/front/state')).toBe(200);

      await service.addStream('own', { source });
      cameras.known = { yard: { source }, front: { source, bitrateBps: 300_000 } };
      await service.refreshStreams();
      expect(await listed()).toEqual(['front', 'own', 'yard']);
      cameras.known = { broken: { source: '' }, yard: { source } };
      await expect(service.refreshStreams()).rejects.toMatchObject({ code: 'WGR_OPTION_INVALID' });
      expect(await listed()).toEqual(['own', 'yard']);
    });

    it.each([
      ['a class', { useClass: Cameras }],
      ['a function', () => ({ front: { source } })],
      ['a promise', Promise.resolve({ front: { source } })],
      ['a factory', { useFactory: (cameras: Cameras) => cameras.known, inject: [Cameras] }],
    ])('that is %s are there for the first request', async (_what, streams) => {
      await start({ streams }, { imports: [DatabaseModule] });
      expect([await statusOf('/c/front/state'), await statusOf('/c/none/state')]).toEqual([200, 404]);
    });

    it('are there for the first request beside routes of the host', async () => {
      await start(
        { streams: { useClass: Cameras } },
        { path: '', controllers: [HostController], imports: [DatabaseModule] },
      );
      expect([await statusOf('/front/state'), (await host.request('/about')).text]).toEqual([
        200,
        'about us',
      ]);
    });
  });
});
