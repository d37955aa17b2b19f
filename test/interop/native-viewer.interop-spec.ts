import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { VideoStreamRegistry } from '../../libs/webgear-rtc/src/broadcast/video-stream-registry.js';
import { nalUnitType, splitAnnexB } from '../../libs/webgear-rtc/src/bitstream/annex-b.js';
import { resolveOptions } from '../../libs/webgear-rtc/src/options/resolve-options.js';
import { PeerRegistry } from '../../libs/webgear-rtc/src/peers/peer-registry.js';
import type { PeerSnapshot } from '../../libs/webgear-rtc/src/peers/peer-snapshot.interface.js';
import { PeerServer } from '../../libs/webgear-rtc/src/peers/peer-server.js';
import { FakeVideoStream } from '../../libs/webgear-rtc/src/testing/fake-video-stream.js';
import { HostApp } from '../e2e/support/host-app.js';
import { decodeFrames } from '../support/decode-frames.js';
import { NativeViewer } from '../support/native-viewer.js';

const clockRateHz = 90_000;

describe('a viewer with another implementation of WebRTC', () => {
  let host: HostApp;

  beforeAll(async () => {
    host = await HostApp.start({ source: 'test:bars2' });
  }, 30_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
  });

  async function offer(sdp: string): Promise<string> {
    const response = await fetch(new URL('offer', host.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ sdp, type: 'offer' }),
    });
    const answer = (await response.json()) as { sdp: string };
    return answer.sdp;
  }

  test('that offers VP8 gets whole frames, a key frame first, at the pace of the source', async () => {
    await using viewer = new NativeViewer(['vp8']);
    await viewer.connect(offer);
    const frames = await viewer.waitForFrames(30);
    expect(frames[0]?.keyFrame).toBe(true);
    // Bytes 3 to 5 of a VP8 key frame, and of no other, are its start code (RFC 6386, 9.1).
    expect(frames[0]?.data.subarray(3, 6).toString('hex')).toBe('9d012a');
    const elapsed = ((frames.at(-1)?.rtpTimestamp ?? 0) - (frames[0]?.rtpTimestamp ?? 0)) >>> 0;
    expect(elapsed / clockRateHz).toBeGreaterThan(0.5);
    expect(elapsed / clockRateHz).toBeLessThan(3);
    expect(decodeFrames('vp8', frames).frames).toBe(frames.length);
  }, 30_000);

  test('that offers H.264 gets parameter sets and an IDR frame first', async () => {
    await using viewer = new NativeViewer(['h264']);
    await viewer.connect(offer);
    const frames = await viewer.waitForFrames(30);
    const first = frames[0]?.data ?? Buffer.alloc(0);
    const types = splitAnnexB(first).map(nalUnitType);
    expect(types.slice(0, 2)).toEqual([7, 8]);
    expect(types).toContain(5);
    expect(decodeFrames('h264', frames).frames).toBe(frames.length);
  }, 30_000);
});

describe('a viewer that vanishes', () => {
  test.each([
    ['before it connected', false, 15],
    ['after it connected', true, 12],
  ])(
    '%s is given up',
    async (_when, connects, seconds) => {
      const { stream, capture, clock } = new FakeVideoStream();
      capture.info = { width: 640, height: 360, framerate: 30, live: true };
      const registry = new PeerRegistry();
      const options = resolveOptions({ source: 'test:bars2', udpAddress: '127.0.0.1' });
      const server = await PeerServer.open(options, clock, registry);
      const gone: string[] = [];
      const viewer = new NativeViewer(['vp8']);
      const tick = (): void => server.tick(clock.nowUs());
      try {
        await viewer.connect(async (sdp) => {
          const answer = await server.accept(
            stream,
            { sdp },
            {
              peerId: 'viewer',
              sessionToken: 'secret',
              admit: () => undefined,
              onClosed: (reason) => gone.push(reason),
            },
          );
          return connects ? answer.sdp : answer.sdp.replaceAll(/ \d+ typ host/g, ' 9 typ host');
        });
        if (connects) {
          const connected = ([peer]: readonly PeerSnapshot[]): boolean => peer?.state === 'connected';
          await firstValueFrom(registry.peers$.pipe(filter(connected), timeout(10_000)));
        }
        expect(registry.snapshot()[0]?.state).toBe(connects ? 'connected' : 'connecting');
        await clock.advance(seconds * 1000);
        tick();
        expect(registry.size).toBe(1);
        await clock.advance(1000);
        tick();
        expect(registry.size).toBe(0);
        expect(gone).toHaveLength(1);
        expect(stream.stats().renditions).toEqual([]);
      } finally {
        await viewer[Symbol.asyncDispose]();
        await server.close();
        await new VideoStreamRegistry([stream]).close();
      }
    },
    30_000,
  );
});
