import { beforeAll, describe, expect, test } from '@jest/globals';
import { firstValueFrom, take, toArray } from 'rxjs';
import type { EncodedFrame, VideoCodec } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { encodeFrames } from '../support/encoded-frames.js';
import { NativePublisher } from '../support/native-publisher.js';
import { UdpRelay } from '../support/udp-relay.js';
import { NativeViewer } from '../support/native-viewer.js';

const size = { width: 640, height: 480, framerate: 25, count: 50 };

/** As players of WHEP do: while nobody publishes they are told to ask again. */
async function offerTo(url: string, sdp: string): Promise<string> {
  const answer = await eventually(
    () =>
      fetch(`${url}whep`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/sdp' },
        body: sdp,
      }),
    ({ status }) => status !== 409,
    10_000,
  );
  return answer.text();
}

describe('a publisher made of werift', () => {
  let frames: EncodedFrame[];

  beforeAll(async () => {
    frames = await encodeFrames('h264', size);
  }, 30_000);

  const publisherOf = (settings = {}) => new NativePublisher({ frames, framerate: 25, ...settings });
  const stateOf = (host: HostApp): string | undefined => host.service.stats()?.state;

  test('publishes H.264, which viewers get as it is; a second is refused, and its place is free when it leaves', async () => {
    await using host = await HostApp.start({ source: 'whip:' });
    const endpoint = `${host.url}whip`;
    await using publisher = publisherOf();
    expect(await publisher.publish(endpoint)).toBe(201);
    await using viewer = new NativeViewer(['h264']);
    await viewer.connect((sdp) => offerTo(host.url, sdp));
    await viewer.waitForFrames(20, 20_000);
    expect(host.service.stats()).toMatchObject({
      framesDecoded: 0,
      renditions: [{ codec: 'h264', passthrough: true, encodersOpened: 0 }],
    });
    await using second = publisherOf();
    expect(await second.publish(endpoint)).toBe(409);

    const requestsBefore = publisher.keyFrameRequests;
    await viewer.requestKeyFrame();
    await eventually(
      () => publisher.keyFrameRequests,
      (count) => count > requestsBefore,
      5000,
    );

    expect((await fetch(publisher.resource, { method: 'DELETE' })).status).toBe(200);
    await eventually(
      () => stateOf(host),
      (state) => state === 'reconnecting',
      10_000,
    );
    await using third = publisherOf();
    expect(await third.publish(endpoint)).toBe(201);
    await eventually(
      () => stateOf(host),
      (state) => state === 'live',
      10_000,
    );
    // The viewer has stayed, through the slate and after it.
    expect(viewer.state).toBe('connected');
    const before =
      host.service.stats()?.renditions.find(({ passthrough }) => passthrough)?.framesEncoded ?? 0;
    await eventually(
      () => host.service.stats()?.renditions.find(({ passthrough }) => passthrough)?.framesEncoded ?? 0,
      (count) => count > before + 10,
      10_000,
    );
  }, 60_000);

  test.each(['vp8', 'vp9', 'av1', 'h265'] as const)(
    'publishes %s, which a viewer of H.264 gets encoded again',
    async (codec: VideoCodec) => {
      const own = await encodeFrames(codec, { ...size, count: 25 });
      await using host = await HostApp.start({ source: 'whip:' });
      await using publisher = publisherOf({ frames: own });
      expect(await publisher.publish(`${host.url}whip`)).toBe(201);
      await using viewer = new NativeViewer(['h264']);
      await viewer.connect((sdp) => offerTo(host.url, sdp));
      await viewer.waitForFrames(10, 20_000);
      const rendition = host.service.stats()?.renditions.find(({ rung }) => rung === 'full');
      expect(rendition).toMatchObject({ codec: 'h264', width: 640, height: 480, passthrough: false });
    },
    60_000,
  );

  test('publishes VP8, which viewers of VP8 get as it is', async () => {
    const own = await encodeFrames('vp8', { ...size, count: 25 });
    await using host = await HostApp.start({ source: 'whip:' });
    await using publisher = publisherOf({ frames: own });
    await publisher.publish(`${host.url}whip`);
    await using viewer = new NativeViewer(['vp8']);
    await viewer.connect((sdp) => offerTo(host.url, sdp));
    await viewer.waitForFrames(20, 20_000);
    expect(host.service.stats()).toMatchObject({
      framesDecoded: 0,
      renditions: [{ codec: 'vp8', passthrough: true }],
    });
  }, 60_000);

  test('loses packets on its way, which are sent again', async () => {
    await using relay = await UdpRelay.open(11);
    await using host = await HostApp.start({ source: 'whip:' });
    await using publisher = publisherOf({ rewrite: (sdp: string) => relay.rewrite(sdp) });
    await publisher.publish(`${host.url}whip`);
    const frames$ = host.service.encodedFrames$('h264');
    await firstValueFrom(frames$);
    relay.path = { lossRate: 0.05, delayMs: 10 };
    const before = publisher.keyFrameRequests;
    const received = await firstValueFrom(frames$.pipe(take(100), toArray()));
    expect(relay.lost).toBeGreaterThan(10);
    // Every frame of them: what is missing would have taken a key frame.
    expect(publisher.keyFrameRequests - before).toBeLessThanOrEqual(2);
    const times = received.map(({ captureTimeUs }) => captureTimeUs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  }, 60_000);

  test('vanishes, and may come back over another path without waiting for its end', async () => {
    await using relay = await UdpRelay.open(12);
    await using host = await HostApp.start({ source: 'whip:', keepWarm: true });
    await using lost = publisherOf({ rewrite: (sdp: string) => relay.rewrite(sdp) });
    await lost.publish(`${host.url}whip`);
    await eventually(
      () => stateOf(host),
      (state) => state === 'live',
      10_000,
    );
    relay.path = { lossRate: 1 };
    await using early = publisherOf();
    expect(await early.publish(`${host.url}whip`)).toBe(409);
    await new Promise((resolve) => setTimeout(resolve, 3500));
    await using back = publisherOf();
    expect(await back.publish(`${host.url}whip`)).toBe(201);
    const before = host.service.stats()?.framesCaptured ?? 0;
    await eventually(
      () => [stateOf(host), host.service.stats()?.framesCaptured ?? 0] as const,
      ([state, frames]) => state === 'live' && frames > before + 20,
      15_000,
    );
  }, 60_000);

  test('needs the token of the stream, and a stream that takes publishers', async () => {
    await using host = await HostApp.start({
      streams: { studio: { source: 'whip:', publishToken: 'let me in' }, yard: { source: 'test:bars2' } },
    });
    await using publisher = publisherOf();
    const endpoint = `${host.url}studio/whip`;
    expect(await publisher.publish(endpoint)).toBe(401);
    await using other = publisherOf();
    expect(await other.publish(endpoint, { Authorization: 'Bearer nonsense' })).toBe(401);
    await using yard = publisherOf();
    expect(await yard.publish(`${host.url}yard/whip`)).toBe(404);
  }, 30_000);
});
