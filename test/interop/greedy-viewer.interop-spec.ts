import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeTestMedia, type TestMedia } from '../e2e/support/test-media.js';
import { HostApp } from '../e2e/support/host-app.js';
import { NativeViewer } from '../support/native-viewer.js';
import { postOffer } from '../support/post-offer.js';

const askMs = 4000;
const askEveryMs = 50;

async function watch(host: HostApp): Promise<NativeViewer> {
  const viewer = new NativeViewer(['h264']);
  await viewer.connect((sdp) => postOffer(host.url, sdp));
  await viewer.waitForFrames(3);
  return viewer;
}

/** Asks for key frames for some seconds, one request after the other. */
async function askOften(viewer: NativeViewer): Promise<void> {
  const untilMs = performance.now() + askMs;
  while (performance.now() < untilMs) {
    await viewer.requestKeyFrame();
    await sleep(askEveryMs);
  }
}

describe.each<number | false>([false, 1])(
  'a viewer that asks for key frames all the time (threads: %s)',
  (threads) => {
    let media: TestMedia;

    beforeAll(async () => {
      media = await makeTestMedia({
        width: 320,
        height: 180,
        framerate: 30,
        seconds: 8,
        encoderOptions: { profile: 'baseline', bf: '0', g: '120', keyint_min: '120', sc_threshold: '0' },
      });
    }, 60_000);

    afterAll(() => media?.[Symbol.dispose]());

    test('makes two key frames and one a second for everybody, and leaves the requests of others alone', async () => {
      await using host = await HostApp.start({ source: 'test:bars2', threads, keyFrameIntervalMs: 60_000 });
      await using greedy = await watch(host);
      await using other = await watch(host);
      const encoded = (): number => host.service.stats().renditions[0]?.keyFramesEncoded ?? 0;
      const before = encoded();
      await askOften(greedy);
      expect(host.service.peers.map(({ keyFrameRequests }) => keyFrameRequests > 20)).toContain(true);
      expect(encoded() - before).toBeGreaterThan(3);
      expect(encoded() - before).toBeLessThanOrEqual(2 + askMs / 1000 + 1);
      const asked = other.frames().length;
      await other.requestKeyFrame();
      const frames = await other.waitForFrames(asked + 15);
      expect(frames.slice(asked).some(({ keyFrame }) => keyFrame)).toBe(true);
    }, 60_000);

    test('is sent the source’s own frames once again in the long run, not many times', async () => {
      await using host = await HostApp.start({
        source: media.path,
        loop: true,
        frameSizeReduction: 0,
        threads,
      });
      await using greedy = await watch(host);
      await using other = await watch(host);
      const sent = (): Map<string, number> =>
        new Map(host.service.peers.map(({ peerId, framesSent }) => [peerId, framesSent]));
      await askOften(greedy);
      // Snapshots of other threads come once a second.
      await sleep(1200);
      const counts = [...sent().values()].toSorted((a, b) => a - b);
      const [usual = 0, often = 0] = counts;
      expect(host.service.stats().renditions).toMatchObject([{ passthrough: true }]);
      expect(often).toBeGreaterThan(usual);
      // Eight seconds of media at once, and the stream once again.
      expect(often - usual).toBeLessThanOrEqual(30 * (8 + askMs / 1000));
      expect(other.frames().filter(({ keyFrame }) => keyFrame).length).toBeLessThanOrEqual(4);
    }, 60_000);
  },
);
