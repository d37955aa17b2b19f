import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { resolveOptions } from './options/resolve-options.js';
import { PeerManagerService } from './peer-manager.service.js';
import { FakeVideoStream } from './testing/fake-video-stream.js';
import { until } from './testing/until.js';

const sdp = readFileSync(
  new URL('../../../test/fixtures/offers/chromium-video.sdp', import.meta.url),
  'utf8',
);
const info = { width: 640, height: 360, framerate: 30, live: true };

describe('an offer of a player that would take a slate for the video', () => {
  let garden: FakeVideoStream;
  let streams: VideoStreamRegistry;
  let manager: PeerManagerService;

  beforeEach(() => {
    garden = new FakeVideoStream('garden');
    streams = new VideoStreamRegistry([garden.stream]);
    manager = new PeerManagerService(resolveOptions({ source: 'test:', udpAddress: '127.0.0.1' }), streams);
  });

  afterEach(async () => {
    await manager.close();
    await streams.close();
  });

  /** What becomes of an offer, while time passes: an answer waits for a source that has not said its size. */
  async function outcomeOf(requiresSource: boolean): Promise<unknown> {
    let isSettled = false;
    const answer = manager.connect('garden', { sdp, requiresSource }).then(
      () => 'answered',
      (error: { code?: string }) => error.code,
    );
    void answer.then(() => (isSettled = true));
    await until('the answer', async () => {
      if (!isSettled) await garden.clock.advance(50);
      return isSettled;
    });
    return answer;
  }

  test.each(['reconnecting', 'ended'] as const)(
    'refuses while the source is %s and never was there',
    async (state) => {
      garden.capture.state$.subscribe((now) => now === 'starting' && garden.capture.state$.next(state));
      expect(await outcomeOf(true)).toBe('WGR_STREAM_NOT_READY');
      expect(garden.capture.starts).toBeGreaterThan(0);
      expect(manager.snapshot()).toEqual([]);
      // A page waits with a slate.
      expect(await outcomeOf(false)).toBe('answered');
    },
  );

  test('answers once the source is open, and whatever becomes of it then', async () => {
    garden.capture.state$.subscribe((now) => now === 'starting' && garden.capture.open(info));
    expect(await outcomeOf(true)).toBe('answered');
    garden.capture.state$.next('reconnecting');
    expect(await outcomeOf(true)).toBe('answered');
  });

  test('answers where the source takes its time', async () => {
    const startedAtUs = garden.clock.nowUs();
    expect(await outcomeOf(true)).toBe('answered');
    expect(garden.clock.nowUs() - startedAtUs).toBeGreaterThanOrEqual(250_000);
  });

  test('goes by the publisher where there has to be one', async () => {
    garden.capture.hasPublisher = false;
    expect(await outcomeOf(true)).toBe('WGR_STREAM_NOT_READY');
    expect(garden.capture.starts).toBe(0);
    garden.capture.hasPublisher = true;
    expect(await outcomeOf(true)).toBe('answered');
  });
});
