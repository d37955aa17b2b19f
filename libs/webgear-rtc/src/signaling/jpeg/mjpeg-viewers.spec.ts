import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ImageApp } from '../../../../../test/support/image-app.js';
import { adapters } from '../../../../../test/support/unit-host.js';
import type { PeerSnapshot } from '../../peers/peer-snapshot.interface.js';
import { until } from '../../testing/until.js';

const sdp = readFileSync(
  new URL('../../../../../test/fixtures/offers/firefox-vp8.sdp', import.meta.url),
  'utf8',
);

describe.each(adapters)('readers of images as viewers under %s', (adapter) => {
  let host: ImageApp;

  afterEach(() => host.close());

  /** A session that never connects. */
  async function offer(streamName: string): Promise<number> {
    const body = JSON.stringify({ type: 'offer', sdp });
    const headers = { 'Content-Type': 'application/json' };
    const { status } = await fetch(`${host.url}/cams/${streamName}/offer`, { method: 'POST', headers, body });
    return status;
  }

  const brief = ({ streamName, mode, codec, state }: PeerSnapshot): string =>
    [streamName, mode, codec, state].join(' ');

  it('are listed with the sessions, with what is known of them', async () => {
    host = await ImageApp.start(adapter, {
      udpAddress: '127.0.0.1',
      authorize: () => ({ allow: true, viewer: { id: 'ann' }, expiresAt: Date.now() + 60_000 }),
    });
    const { video } = host;
    expect(await offer('front')).toBe(200);
    await host.watch('front');
    const startedAtMs = Date.now();
    const yard = await host.watch('yard');
    expect(video.peers.map(brief)).toEqual([
      'front webrtc vp8 connecting',
      'front mjpeg mjpeg connected',
      'yard mjpeg mjpeg connected',
    ]);
    const [session, reader, ...others] = video.stream('front').viewers();
    expect([session?.mode, reader?.mode, others]).toEqual(['webrtc', 'mjpeg', []]);
    const [image] = video.stream('yard').viewers();
    expect(image).toMatchObject({
      peerId: host.joined[1]?.viewer.peerId,
      viewer: { id: 'ann' },
      remoteAddress: expect.stringContaining('127.0.0.1'),
      framesDropped: 0,
      packetsSent: 0,
      packetsRetransmitted: 0,
      nacksReceived: 0,
      keyFrameRequests: 0,
      fractionLost: 0,
    });
    expect(image?.createdAtMs).toBeGreaterThanOrEqual(startedAtMs);
    expect(image?.expiresAtMs).toBeGreaterThan(startedAtMs + 50_000);
    expect(image?.joinMs).toBeGreaterThan(0);
    expect(image?.joinMs).toBeLessThanOrEqual(Date.now() - startedAtMs);
    const sent = (): Pick<PeerSnapshot, 'framesSent' | 'bytesSent'> =>
      video.stream('yard').viewers()[0] ?? { framesSent: 0, bytesSent: 0 };
    await until('more images', () => sent().framesSent > 2);
    expect(sent().bytesSent).toBeGreaterThan(sent().framesSent * 100);
    yard.stop();
    await until('its end', () => video.stream('yard').viewers().length === 0);
    expect(host.left[0]?.viewer).toMatchObject({ mode: 'mjpeg', state: 'closed' });
  });

  it('are told of as they come, get an image, and go', async () => {
    host = await ImageApp.start(adapter);
    const { video } = host;
    const all: string[] = [];
    const ofYard: string[] = [];
    const note = (list: string[]) => (viewers: readonly PeerSnapshot[]) =>
      void list.push(viewers.map(({ mode, state }) => `${mode} ${state}`).join(', '));
    video.peers$.subscribe(note(all));
    video.stream('yard').viewers$.subscribe(note(ofYard));
    const front = await host.watch('front');
    front.stop();
    await until('its end', () => video.peers.length === 0);
    expect(all).toEqual(['', 'mjpeg connecting', 'mjpeg connected', '']);
    expect(ofYard).toEqual(['']);
    let isComplete = false;
    video.peers$.subscribe({ complete: () => (isComplete = true) });
    await host.close();
    expect(isComplete).toBe(true);
  });

  it('end with all sessions of a viewer that are found in the list', async () => {
    host = await ImageApp.start(adapter, {
      authorize: ({ url = '' }: { readonly url?: string }) => ({
        allow: true,
        viewer: { id: url.includes('bob') ? 'bob' : 'ann' },
      }),
    });
    const { video } = host;
    const [ann, bob] = [await host.watch('front'), await host.watch('yard', '?bob')];
    for (const { peerId, viewer } of video.peers) if (viewer?.id === 'ann') video.kick(peerId);
    await ann.ended;
    expect(video.peers.map(({ viewer }) => viewer?.id)).toEqual(['bob']);
    bob.stop();
  });

  it('are counted by the metrics, and no session is refused for them', async () => {
    host = await ImageApp.start(adapter, { udpAddress: '127.0.0.1', metrics: true, maxPeers: 2 });
    const line = async (text: string): Promise<string | undefined> => {
      const metrics = await (await fetch(`${host.url}/cams/metrics`)).text();
      return metrics.split('\n').find((each) => each.startsWith(`webgear_rtc_${text} `));
    };
    expect(await line('viewers{stream="front",codec="",rung=""}')).toMatch(/ 0$/);
    const [reader, other] = [await host.watch('front'), await host.watch('front')];
    expect((await fetch(`${host.url}/cams/front/stream.mjpeg`)).status).toBe(503);
    expect(await offer('front')).toBe(200);
    expect(await line('viewers{stream="front",codec="mjpeg",rung=""}')).toMatch(/ 2$/);
    expect(await line('mjpeg_requests_total{stream="front",result="connected"}')).toMatch(/ 2$/);
    expect(await line('mjpeg_requests_total{stream="front",result="refused"}')).toMatch(/ 1$/);
    expect(await line('viewer_offers_total{stream="front",result="refused"}')).toMatch(/ 0$/);
    reader.stop();
    other.stop();
    await until('their end', () => host.left.length === 2);
    const sent = (count: 'framesSent' | 'bytesSent'): number =>
      host.left.reduce((sum, { totals }) => sum + totals[count], 0);
    expect(await line('frames_sent_total{stream="front",codec="mjpeg"}')).toMatch(
      new RegExp(` ${sent('framesSent')}$`),
    );
    expect(await line('sent_bytes_total{stream="front",codec="mjpeg"}')).toMatch(
      new RegExp(` ${sent('bytesSent')}$`),
    );
    expect(await line('viewer_duration_seconds_count{stream="front",reason="left"}')).toMatch(/ 2$/);
    expect(await line('viewers{stream="front",codec="",rung=""}')).toMatch(/ 0$/);
  });
});
