import { afterEach, describe, expect, it } from '@jest/globals';
import { ImageApp } from '../../../../../test/support/image-app.js';
import { adapters } from '../../../../../test/support/unit-host.js';
import type { ViewerJoined } from '../../events/webgear-rtc-events.js';
import { until } from '../../testing/until.js';

describe.each(adapters)('the events of readers of images under %s', (adapter) => {
  let host: ImageApp;

  afterEach(() => host.close());

  it('tell who joins, and how each is ended', async () => {
    host = await ImageApp.start(adapter, { authorize: () => ({ allow: true, viewer: { id: 'ann' } }) });
    const [first, second, third, fourth] = [
      await host.watch('front'),
      await host.watch('front'),
      await host.watch('front'),
      await host.watch('yard'),
    ];
    expect(host.joined.map(({ transport, streamName, viewers }) => [transport, streamName, viewers])).toEqual(
      [
        ['mjpeg', 'front', 1],
        ['mjpeg', 'front', 2],
        ['mjpeg', 'front', 3],
        ['mjpeg', 'yard', 1],
      ],
    );
    const { viewer } = host.joined[0] as ViewerJoined;
    expect(viewer).toMatchObject({
      streamName: 'front',
      viewer: { id: 'ann' },
      remoteAddress: expect.stringContaining('127.0.0.1'),
      framesSent: 1,
    });
    first.stop();
    await until('the first to leave', () => host.left.length === 1);
    expect(host.video.kick(host.joined[1]?.viewer.peerId ?? '', { reason: 'The visit is over' })).toBe(true);
    expect(host.video.kick('unknown')).toBe(false);
    await second.ended;
    expect(host.video.stream('front').closeViewers('maintenance')).toBe(1);
    await third.ended;
    await host.video.removeStream('yard');
    await fourth.ended;
    expect(
      host.left.map(({ viewer: { peerId }, reason, detail, viewers }) => [peerId, reason, detail, viewers]),
    ).toEqual([
      [viewer.peerId, 'left', undefined, 2],
      [host.joined[1]?.viewer.peerId, 'kicked', 'The visit is over', 1],
      [host.joined[2]?.viewer.peerId, 'closed', 'maintenance', 0],
      [host.joined[3]?.viewer.peerId, 'removed', undefined, 0],
    ]);
    for (const { transport, totals } of host.left) {
      expect(transport).toBe('mjpeg');
      expect(totals).toMatchObject({ packetsSent: 0, lossRatio: 0, rungs: [] });
      expect(totals.framesSent).toBeGreaterThan(0);
      expect(totals.bytesSent).toBeGreaterThan(totals.framesSent * 100);
    }
  });

  it('tell of those whose permission ends, who are replaced, and whom the end of the server ends', async () => {
    let expiresAt: number | undefined;
    host = await ImageApp.start(adapter, {
      enableLiveBroadcast: false,
      authorize: () => ({ allow: true, ...(expiresAt !== undefined && { expiresAt }) }),
    });
    const replaced = await host.watch('front');
    // The source runs by now, so that the first image is there long before the end.
    expiresAt = Date.now() + 3000;
    const brief = await host.watch('front');
    expect(host.joined[1]?.viewer.expiresAtMs).toBe(expiresAt);
    await replaced.ended;
    await brief.ended;
    expiresAt = undefined;
    const lasting = await host.watch('front');
    await host.close();
    await lasting.ended;
    expect(host.left.map(({ reason }) => reason)).toEqual(['replaced', 'expired', 'shutdown']);
  });

  it('tell nothing of those who were refused or only asked for the headers', async () => {
    host = await ImageApp.start(adapter, { maxPeers: 1 });
    await fetch(`${host.url}/cams/front/stream.mjpeg`, { method: 'HEAD' });
    const only = await host.watch('front');
    const refused = await fetch(`${host.url}/cams/front/stream.mjpeg`);
    expect(await refused.json()).toMatchObject({ code: 'WGR_TOO_MANY_PEERS' });
    only.stop();
    await until('the one to leave', () => host.left.length === 1);
    expect(host.joined).toHaveLength(1);
  });
});
