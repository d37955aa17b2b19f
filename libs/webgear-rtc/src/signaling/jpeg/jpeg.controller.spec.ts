import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { adapters, temporaryFolder, UnitHost } from '../../../../../test/support/unit-host.js';
import { until } from '../../testing/until.js';
import type { WebGearRtcOptions } from '../../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';
import { MjpegReaders } from './mjpeg-readers.service.js';

const source = 'test:?size=160x120';
const jpegStart = Buffer.of(0xff, 0xd8, 0xff);

/** A response that is being read. */
interface Reading {
  readonly response: IncomingMessage;
  /** Reads until this many images have arrived. */
  readonly images: (count: number) => Promise<string>;
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

describe.each(adapters)('a stream without WebRTC under %s', (adapter) => {
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

  async function start(options: WebGearRtcOptions = { source }): Promise<void> {
    const common = { customDataLocation: folder.path, idleStopMs: 0, path: 'camera' };
    host = await UnitHost.start({
      adapter,
      imports: [WebGearRtcModule.forRoot({ ...common, ...options })],
      // The shutdown must not need it.
      forceCloseConnections: false,
    });
  }

  function read(path = '/camera/stream.mjpeg'): Promise<Reading> {
    return new Promise((resolve, reject) => {
      const asking = request(host.url + path, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
        const images = async (count: number): Promise<string> => {
          while (text.split('Content-Type: image/jpeg').length - 1 < count) await nextChunk(response);
          return text;
        };
        const ended = new Promise<void>((end) => response.once('close', end));
        const reading = { response, images, ended, leave: () => asking.destroy() };
        readings.push(reading);
        resolve(reading);
      });
      asking.on('error', reject).end();
    });
  }

  const isIdle = (): Promise<unknown> =>
    firstValueFrom(
      host.app
        .get(WebGearRtcService)
        .state$()
        .pipe(
          filter((state) => state === 'idle'),
          timeout(10_000),
        ),
    );

  it('is also available at the path of the option', async () => {
    await start({ source, mjpeg: { path: 'live/video' } });
    const { response, images } = await read('/camera/live/video');
    expect(response.headers['content-type']).toContain('multipart/x-mixed-replace');
    await images(2);
    expect((await read('/camera/stream.mjpeg')).response.statusCode).toBe(200);
    expect((await read('/camera/live')).response.statusCode).toBe(404);
  });

  it('is available at that path below the name of its stream only', async () => {
    await start({ streams: { front: { source, mjpeg: { path: 'video' } }, yard: { source } } });
    const { images } = await read('/camera/front/video');
    await images(1);
    const readers = host.app.get(MjpegReaders);
    expect(readers.count).toBe(1);
    expect((await read('/camera/yard/video')).response.statusCode).toBe(404);
    expect((await read('/camera/video')).response.statusCode).toBe(404);
  });

  it('is a body of JPEG images that replace each other', async () => {
    await start();
    const { response, images } = await read();
    const {
      'content-type': type,
      'cache-control': caching,
      'x-content-type-options': sniffing,
    } = response.headers;
    expect([response.statusCode, type, caching, sniffing]).toEqual([
      200,
      'multipart/x-mixed-replace; boundary=webgear-rtc-image',
      'no-store, no-transform',
      'nosniff',
    ]);
    const text = await images(3);
    const [, , second = ''] = text.split('--webgear-rtc-image\r\n');
    const [head = '', file = ''] = second.split('\r\n\r\n');
    expect(head).toMatch(/^Content-Type: image\/jpeg\r\nContent-Length: \d+$/);
    expect(Buffer.from(file, 'latin1').subarray(0, 3)).toEqual(jpegStart);
  });

  it('leaves nothing behind when its reader goes: no place taken, no source open', async () => {
    await start({ source, maxPeers: 1 });
    const { images, leave } = await read();
    await images(1);
    const refused = await host.request('/camera/stream.mjpeg');
    expect([refused.status, refused.headers.get('retry-after'), JSON.parse(refused.text).code]).toEqual([
      503,
      '5',
      'WGR_TOO_MANY_PEERS',
    ]);
    leave();
    await isIdle();
    expect(host.app.get(MjpegReaders).count).toBe(0);
    const again = await read();
    expect(await again.images(1)).toContain('image/jpeg');
  });

  it('ignores offers that never connect when it counts places', async () => {
    await start({ source, maxPeers: 1 });
    const offer = readFileSync(
      new URL('../../../../../test/fixtures/offers/firefox-vp8.sdp', import.meta.url),
      'utf8',
    );
    const answer = await fetch(`${host.url}/camera/offer`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'offer', sdp: offer }),
    });
    expect(answer.status).toBe(200);
    const { images } = await read();
    expect(await images(1)).toContain('image/jpeg');
  });

  it('serves only the newest reader if `enableLiveBroadcast` is off', async () => {
    await start({ source, enableLiveBroadcast: false, enableInfiniteFrames: true });
    const [first, second] = [await read(), await read()];
    await first.ended;
    expect(await second.images(2)).toContain('image/jpeg');
    expect(host.app.get(MjpegReaders).count).toBe(1);
  });

  it('refuses a replaced reader under its id, and accepts it under another one', async () => {
    await start({ source, enableLiveBroadcast: false, enableInfiniteFrames: true });
    const address = (viewer: string): string => `/camera/stream.mjpeg?viewer=${viewer}`;
    const first = await read(address('first-viewer'));
    // The same id after a reconnect counts as the same reader.
    const again = await read(address('first-viewer'));
    await first.ended;
    const second = await read(address('second-viewer'));
    await again.ended;
    const refused = await fetch(host.url + address('first-viewer'));
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'WGR_VIEWER_REPLACED' }]);
    expect(await second.images(2)).toContain('image/jpeg');
    const asked = await read(address('first-viewer-asked'));
    expect(await asked.images(2)).toContain('image/jpeg');
  });

  it('serves one image, a new one each time', async () => {
    await start();
    const first = await fetch(`${host.url}/camera/snapshot.jpg`);
    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
      200,
      'image/jpeg',
      'no-store',
    ]);
    const file = Buffer.from(await first.arrayBuffer());
    expect(file.subarray(0, 3)).toEqual(jpegStart);
    expect(first.headers.get('content-length')).toBe(String(file.length));
    await isIdle();
  });

  it('has no image for a poster while the source is closed, and opens none', async () => {
    await start();
    const last = (): ReturnType<UnitHost['request']> => host.request('/camera/snapshot.jpg?last');
    const refused = await last();
    expect([refused.status, refused.text]).toEqual([204, '']);
    expect(host.app.get(WebGearRtcService).stats().state).toBe('idle');
    const { images } = await read();
    await images(1);
    expect((await last()).status).toBe(200);
  });

  it('has the last image for a poster when the source is closed again', async () => {
    await start();
    expect((await host.request('/camera/snapshot.jpg')).status).toBe(200);
    const service = host.app.get(WebGearRtcService);
    await until('its end', () => service.stats().state === 'idle');
    const poster = await host.request('/camera/snapshot.jpg?last');
    expect([poster.status, poster.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(service.stats().state).toBe('idle');
  });

  it('does not open the source for HEAD', async () => {
    await start();
    for (const [path, type] of [
      ['stream.mjpeg', 'multipart/x-mixed-replace; boundary=webgear-rtc-image'],
      ['snapshot.jpg', 'image/jpeg'],
    ]) {
      const answer = await host.request(`/camera/${path}`, { method: 'HEAD' });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(answer.headers.get('content-length')).not.toBe('0');
    }
    expect(host.app.get(WebGearRtcService).stats().state).toBe('idle');
  });

  it('is below the name of its stream where streams have names', async () => {
    await start({
      streams: { front: { source }, yard: { source: 'test:?size=320x240', mjpegFramerate: 1 } },
    });
    const sizes = await Promise.all(
      ['front', 'yard'].map(async (name) => {
        const answer = await fetch(`${host.url}/camera/${name}/snapshot.jpg`);
        return (await answer.arrayBuffer()).byteLength;
      }),
    );
    expect(sizes[1]).toBeGreaterThan(sizes[0] ?? Number.NaN);
    expect((await host.request('/camera/snapshot.jpg')).status).toBe(404);
    expect((await host.request('/camera/nowhere/stream.mjpeg')).status).toBe(404);
  });

  it('ends with the application, also for a client that reads nothing', async () => {
    await start();
    const reading = await read();
    await reading.images(1);
    const idle = await read();
    idle.response.pause();
    const startedAtMs = performance.now();
    await host.app.close();
    await reading.ended;
    expect(performance.now() - startedAtMs).toBeLessThan(2000);
  });
});

function nextChunk(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('data', () => resolve());
    response.once('close', () => reject(new Error('The response has ended.')));
  });
}
