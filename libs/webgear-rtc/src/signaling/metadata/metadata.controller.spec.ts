import { request, type IncomingMessage } from 'node:http';
import type { CanActivate } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from '../../options/webgear-rtc-options.interface.js';
import { until } from '../../testing/until.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';

const source = 'test:?size=160x120';

/** A response that is being read. */
interface Reading {
  readonly response: IncomingMessage;
  readonly text: () => string;
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

describe.each(adapters)('the metadata of a stream under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;
  let readings: Reading[];

  beforeEach(() => {
    folder = temporaryFolder();
    readings = [];
  });

  afterEach(async () => {
    for (const { leave } of readings) leave();
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(
    options: WebGearRtcOptions = { source },
    guards: readonly CanActivate[] = [],
  ): Promise<WebGearRtcService> {
    const common = { customDataLocation: folder.path, idleStopMs: 0, path: 'camera', guards };
    host = await UnitHost.start({
      adapter,
      imports: [WebGearRtcModule.forRoot({ ...common, ...options })],
      // The shutdown must not need it.
      forceCloseConnections: false,
    });
    return host.app.get(WebGearRtcService);
  }

  function read(path = '/camera/metadata'): Promise<Reading> {
    return new Promise((resolve, reject) => {
      const asking = request(host.url + path, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        const ended = new Promise<void>((end) => response.once('close', end));
        const reading = { response, text: () => text, ended, leave: () => asking.destroy() };
        readings.push(reading);
        resolve(reading);
      });
      asking.on('error', reject).end();
    });
  }

  it('is a response of events, which does not start the stream', async () => {
    const service = await start();
    const { response, text } = await read();
    const { 'content-type': type, 'cache-control': caching } = response.headers;
    expect([response.statusCode, type, caching]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store, no-transform',
    ]);
    await until('the first chunk', () => text().includes('retry'));
    expect(service.publishMetadata(undefined, { boxes: [{ x: 0.5 }] })).toBe(true);
    await until('a message', () => text().includes('data: '));
    const [, data = ''] = /^data: (.*)$/m.exec(text()) ?? [];
    expect(JSON.parse(data)).toMatchObject({ value: { boxes: [{ x: 0.5 }] } });
    expect(service.stream().state).toBe('idle');
  });

  it('is that of one stream, by its name', async () => {
    const service = await start({ streams: { front: { source }, yard: { source } } });
    const front = await read('/camera/front/metadata');
    const yard = await read('/camera/yard/metadata');
    service.publishMetadata('front', 'of the front');
    service.stream('yard').publishMetadata('of the yard', { captureTime: new Date() });
    await until('both messages', () => front.text().includes('data: ') && yard.text().includes('data: '));
    expect(front.text()).toContain('of the front');
    expect(yard.text()).toContain('of the yard');
    expect((await host.request('/camera/nowhere/metadata')).status).toBe(404);
  });

  it('is behind the guards', async () => {
    const service = await start({ source }, [{ canActivate: () => false }]);
    expect((await host.request('/camera/metadata')).status).toBe(403);
    expect(service.publishMetadata(undefined, 1)).toBe(false);
  });

  it('has headers alone for HEAD', async () => {
    const service = await start();
    const answer = await host.request('/camera/metadata', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(service.publishMetadata(undefined, 1)).toBe(false);
  });

  it('has as many readers as players may need, and frees the place of one that leaves', async () => {
    const service = await start({ source, maxPeers: 1 });
    const first = await read();
    await read();
    const refused = await host.request('/camera/metadata');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    first.leave();
    await until('a free place', async () => (await read()).response.statusCode === 200);
    expect(service.publishMetadata(undefined, 1)).toBe(true);
  });

  it('ends within two seconds with the application, and at once with its stream', async () => {
    const service = await start({ streams: { front: { source }, yard: { source } } });
    const removed = await read('/camera/yard/metadata');
    await service.removeStream('yard');
    await removed.ended;
    const [reading, idle] = [await read('/camera/front/metadata'), await read('/camera/front/metadata')];
    idle.response.pause();
    const startedAtMs = performance.now();
    await host.app.close();
    await reading.ended;
    expect(performance.now() - startedAtMs).toBeLessThan(2000);
  });
});
