import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { adapters } from '../../../../../test/support/unit-host.js';
import type { ViewerJoined, ViewerLeft } from '../../events/webgear-rtc-events.js';
import { until } from '../../testing/until.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';

const small = { source: 'test:?size=160x120' };

describe.each(adapters)('the events of readers of images under %s', (adapter) => {
  // Not `UnitHost`, which has no peers.
  let app: INestApplication;
  let video: WebGearRtcService;
  let url: string;
  let joined: ViewerJoined[];
  let left: ViewerLeft[];

  beforeEach(() => {
    [joined, left] = [[], []];
  });

  afterEach(() => app.close());

  async function start(options: object = {}): Promise<void> {
    const streams = { front: small, yard: small };
    const module = WebGearRtcModule.forRoot({ ...options, dataFiles: 'package', path: 'cams', streams });
    const http = adapter === 'express' ? undefined : new FastifyAdapter();
    const settings = { logger: false as const, forceCloseConnections: true };
    app = await (http === undefined
      ? NestFactory.create(module, settings)
      : NestFactory.create(module, http, settings));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    video = app.get(WebGearRtcService, { strict: false });
    video.viewerJoined$.subscribe((event) => joined.push(event));
    video.viewerLeft$.subscribe((event) => left.push(event));
  }

  /** Reads images until the server ends them; resolves when the first are there. */
  async function watch(streamName: string): Promise<{ ended: Promise<unknown>; stop: () => void }> {
    const stopping = new AbortController();
    const before = joined.length;
    const ended = fetch(`${url}/cams/${streamName}/stream.mjpeg`, { signal: stopping.signal })
      .then(async ({ body }) => {
        for await (const _image of body ?? []) void _image;
      })
      .catch(() => undefined);
    await until('the reader', () => joined.length > before);
    return { ended, stop: () => stopping.abort() };
  }

  it('tell who joins, and how each is ended', async () => {
    await start({ authorize: () => ({ allow: true, viewer: { id: 'ann' } }) });
    const [first, second, third, fourth] = [
      await watch('front'),
      await watch('front'),
      await watch('front'),
      await watch('yard'),
    ];
    expect(joined.map(({ transport, streamName, viewers }) => [transport, streamName, viewers])).toEqual([
      ['mjpeg', 'front', 1],
      ['mjpeg', 'front', 2],
      ['mjpeg', 'front', 3],
      ['mjpeg', 'yard', 1],
    ]);
    const { viewer } = joined[0] as ViewerJoined;
    expect(viewer).toMatchObject({
      streamName: 'front',
      viewer: { id: 'ann' },
      remoteAddress: expect.stringContaining('127.0.0.1'),
      framesSent: 1,
    });
    first.stop();
    await until('the first to leave', () => left.length === 1);
    expect(video.kick(joined[1]?.viewer.peerId ?? '', { reason: 'The visit is over' })).toBe(true);
    expect(video.kick('unknown')).toBe(false);
    await second.ended;
    expect(video.stream('front').closeViewers('maintenance')).toBe(1);
    await third.ended;
    await video.removeStream('yard');
    await fourth.ended;
    expect(
      left.map(({ viewer: { peerId }, reason, detail, viewers }) => [peerId, reason, detail, viewers]),
    ).toEqual([
      [viewer.peerId, 'left', undefined, 2],
      [joined[1]?.viewer.peerId, 'kicked', 'The visit is over', 1],
      [joined[2]?.viewer.peerId, 'closed', 'maintenance', 0],
      [joined[3]?.viewer.peerId, 'removed', undefined, 0],
    ]);
    for (const { transport, totals } of left) {
      expect(transport).toBe('mjpeg');
      expect(totals).toMatchObject({ packetsSent: 0, lossRatio: 0, rungs: [] });
      expect(totals.framesSent).toBeGreaterThan(0);
      expect(totals.bytesSent).toBeGreaterThan(totals.framesSent * 100);
    }
  });

  it('tell of those whose permission ends, who are replaced, and whom the end of the server ends', async () => {
    let expiresAt: number | undefined;
    await start({
      enableLiveBroadcast: false,
      authorize: () => ({ allow: true, ...(expiresAt !== undefined && { expiresAt }) }),
    });
    const replaced = await watch('front');
    // The source runs by now, so that the first image is there long before the end.
    expiresAt = Date.now() + 3000;
    const brief = await watch('front');
    expect(joined[1]?.viewer.expiresAtMs).toBe(expiresAt);
    await replaced.ended;
    await brief.ended;
    expiresAt = undefined;
    const lasting = await watch('front');
    await app.close();
    await lasting.ended;
    expect(left.map(({ reason }) => reason)).toEqual(['replaced', 'expired', 'shutdown']);
  });

  it('tell nothing of those who were refused or only asked for the headers', async () => {
    await start({ maxPeers: 1 });
    await fetch(`${url}/cams/front/stream.mjpeg`, { method: 'HEAD' });
    const only = await watch('front');
    const refused = await fetch(`${url}/cams/front/stream.mjpeg`);
    expect(await refused.json()).toMatchObject({ code: 'WGR_TOO_MANY_PEERS' });
    only.stop();
    await until('the one to leave', () => left.length === 1);
    expect(joined).toHaveLength(1);
  });
});
