import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';
import { FrameLedger } from '../testing/frame-ledger.js';
import { VideoStreamRegistry } from './video-stream-registry.js';

const idleStopMs = 5000;

describe('a stream', () => {
  let fake: FakeVideoStream;
  let received: PacketizedFrame[];
  const sink = { sendFrame: (frame: PacketizedFrame) => received.push(frame) > 0 };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    received = [];
    fake = new FakeVideoStream('garden', idleStopMs);
  });

  afterEach(async () => {
    await fake.stream.close();
    jest.useRealTimers();
    expect(fake.ledger.open).toBe(0);
    expect(fake.errors).toEqual([]);
  });

  const pass = async (ms: number): Promise<void> => {
    await jest.advanceTimersByTimeAsync(ms);
  };

  test('opens nothing before it is used', () => {
    expect(fake.capture.starts).toBe(0);
    expect(fake.stream.stats()).toMatchObject({ streamName: 'garden', state: 'idle', renditions: [] });
  });

  test('counts how often its source was lost, and knows how old its newest frame is', async () => {
    expect(fake.stream.totals()).toMatchObject({
      restarts: 0,
      lastFrameAgeSeconds: undefined,
      renditions: [],
    });
    fake.subscribe('h264').attach(sink);
    await fake.deliver();
    const before = fake.stream.totals().lastFrameAgeSeconds ?? Number.NaN;
    await fake.clock.advance(2000);
    expect(fake.stream.totals().lastFrameAgeSeconds).toBeCloseTo(before + 2);
    for (const state of ['reconnecting', 'live', 'reconnecting'] as const) fake.capture.state$.next(state);
    expect(fake.stream.totals()).toMatchObject({
      restarts: 2,
      renditions: [{ codec: 'h264', rung: 'full', framesEncoded: 1, keyFramesEncoded: 1 }],
    });
  });

  test('starts its source with the first subscription and delivers to its sink', async () => {
    fake.subscribe('h264').attach(sink);
    expect(fake.capture.starts).toBe(1);
    await fake.deliver();
    expect(received).toHaveLength(1);
  });

  test('encodes once for many subscriptions of one codec, and once more for another', async () => {
    const subscriptions = [fake.subscribe('h264'), fake.subscribe('h264'), fake.subscribe('vp8')];
    for (const subscription of subscriptions) subscription.attach({ sendFrame: sink.sendFrame });
    await fake.deliver();
    expect(fake.encoders.map(({ codec }) => codec)).toEqual(['h264', 'vp8']);
    expect(received).toHaveLength(3);
    expect(fake.stream.stats().renditions.map(({ codec, peers }) => [codec, peers])).toEqual([
      ['h264', 2],
      ['vp8', 1],
    ]);
    expect(fake.capture.starts).toBe(1);
  });

  test('ends an encode with its last subscription, and the source a while later', async () => {
    const subscriptions = [fake.subscribe('h264'), fake.subscribe('h264')];
    await fake.deliver();
    subscriptions[0]?.release();
    subscriptions[0]?.release();
    expect(fake.stream.stats().renditions).toHaveLength(1);
    subscriptions[1]?.release();
    await pass(0);
    expect(fake.stream.stats().renditions).toEqual([]);
    expect(fake.encoders[0]?.closed).toBe(true);
    await pass(idleStopMs - 1);
    expect(fake.stream.stats().state).not.toBe('idle');
    await pass(1);
    expect(fake.stream.stats().state).toBe('idle');
  });

  test('keeps the source for one who is back in time, with a new encoder', async () => {
    fake.subscribe('h264').release();
    await pass(idleStopMs - 1);
    const subscription = fake.subscribe('h264');
    subscription.attach(sink);
    await pass(idleStopMs * 2);
    await fake.deliver();
    expect(fake.capture.starts).toBe(1);
    expect(received).toHaveLength(1);
    subscription.release();
  });

  test('starts a source that has ended again for a viewer who comes, although others still watch', async () => {
    const first = fake.subscribe('h264');
    fake.capture.end();
    const second = fake.subscribe('h264');
    expect(fake.capture.starts).toBe(2);
    expect(fake.stream.stats().state).toBe('starting');
    first.release();
    second.release();
  });

  test('delivers nothing through a subscription that was released', async () => {
    const [kept, released] = [fake.subscribe('vp8'), fake.subscribe('vp8')];
    released.attach(sink);
    released.release();
    released.attach(sink);
    await fake.deliver();
    expect(received).toEqual([]);
    expect(fake.stream.stats().renditions[0]?.peers).toBe(0);
    kept.release();
  });

  test('runs for those who listen to its frames, and while they do', async () => {
    const seen: number[] = [];
    const subscriptions = [1, 2].map(() => fake.stream.frames$.subscribe(({ width }) => seen.push(width)));
    await fake.deliver();
    expect(seen).toEqual([64, 64]);
    expect(fake.encoders).toEqual([]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    await pass(idleStopMs);
    expect(fake.stream.stats().state).toBe('idle');
  });

  test('scales each frame once, however many listen and watch', async () => {
    const listening = fake.stream.frames$.subscribe();
    const subscription = fake.subscribe('h264');
    subscription.attach(sink);
    await fake.deliver();
    await fake.deliver();
    expect(fake.stream.stats().framesCaptured).toBe(2);
    expect(received).toHaveLength(2);
    listening.unsubscribe();
    subscription.release();
  });

  test('encodes for those who listen to encoded frames, the same for all', async () => {
    const seen: unknown[][] = [[], []];
    const subscriptions = seen.map((frames) =>
      fake.stream.encodedFrames$('vp8').subscribe((frame) => frames.push(frame)),
    );
    await fake.deliver();
    expect(seen[0]).toHaveLength(1);
    expect(seen[0]?.[0]).toBe(seen[1]?.[0]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    await pass(0);
    expect(fake.encoders.map(({ closed }) => closed)).toEqual([true]);
  });

  test('begins at once for a viewer whose coming was announced, while others watch', async () => {
    const [watching, coming] = [fake.subscribe('h264'), fake.subscribe('h264')];
    for (let frame = 0; frame < 30; frame++) await fake.deliver();
    coming.prepare();
    await fake.deliver();
    coming.attach(sink);
    expect(received.map(({ keyFrame }) => keyFrame)).toEqual([true]);
    expect(fake.stream.stats().renditions[0]?.keyFramesEncoded).toBe(2);
    for (const subscription of [watching, coming]) subscription.release();
  });

  test('goes on when the frames change their size', async () => {
    const subscription = fake.subscribe('h264');
    subscription.attach(sink);
    await fake.deliver();
    await fake.deliver(new FrameLedger({ width: 36, height: 64 }));
    expect(received.map(({ keyFrame }) => keyFrame)).toEqual([true, true]);
    subscription.release();
  });

  test('ends for good, once, with whatever is under way', async () => {
    const subscription = fake.subscribe('h264');
    const completed = new Promise<void>((complete) =>
      fake.stream.encodedFrames$('h264').subscribe({ complete }),
    );
    await fake.deliver();
    await Promise.all([fake.stream.close(), fake.stream.close()]);
    await completed;
    expect(fake.stream.stats().state).toBe('closed');
    expect(fake.encoders[0]?.closed).toBe(true);
    subscription.release();
    fake.subscribe('h264').release();
    await pass(idleStopMs);
    expect(fake.capture.starts).toBe(1);
  });

  describe('of a source that is slow, or that pauses', () => {
    const WITHIN_MS = 250;

    async function deliverKept(): Promise<void> {
      await fake.clock.advance(33);
      const frame = fake.ledger.frame(fake.clock.nowUs());
      fake.capture.lastFrame?.close();
      fake.capture.lastFrame = frame;
      fake.capture.frames$.next(frame);
      await fake.clock.advance(0);
    }

    beforeEach(async () => {
      fake.subscribe('h264').attach({ sendFrame: () => true });
      await deliverKept();
      await fake.clock.advance(2000);
    });

    afterEach(() => {
      fake.capture.lastFrame?.close();
      fake.capture.lastFrame = undefined;
    });

    test.each(['h264', 'vp8'] as const)(
      'shows its newest frame to a viewer of %s who joins',
      async (codec) => {
        fake.subscribe(codec).attach(sink);
        await fake.clock.advance(WITHIN_MS);
        expect(received.map(({ keyFrame }) => keyFrame)).toEqual([true]);
        const [joinedAt] = received.map(({ captureTimeUs }) => captureTimeUs);
        await fake.clock.advance(3000);
        expect(received).toHaveLength(1);
        await deliverKept();
        expect(received).toHaveLength(2);
        expect(received[1]?.captureTimeUs).toBeGreaterThan(joinedAt ?? Number.POSITIVE_INFINITY);
      },
    );

    test('gives its newest frame to those who ask for an image, also while others watch them', async () => {
      const watched: number[] = [];
      const watching = fake.stream.jpeg.watch().subscribe(({ captureTimeUs }) => watched.push(captureTimeUs));
      await fake.clock.advance(WITHIN_MS);
      expect(watched).toHaveLength(1);
      await fake.clock.advance(2000);
      const still = fake.stream.jpeg.snapshot();
      await fake.clock.advance(WITHIN_MS);
      await expect(still).resolves.toMatchObject({ isSlate: false });
      watching.unsubscribe();
    });

    test('has nothing to repeat where the source is away', async () => {
      fake.capture.lastFrame?.close();
      fake.capture.lastFrame = undefined;
      fake.subscribe('h264').attach(sink);
      await fake.clock.advance(5000);
      expect(received).toEqual([]);
      expect(fake.clock.sleeping).toBe(0);
    });
  });
});

describe('the level to promise', () => {
  const info = { width: 64, height: 36, framerate: 30, live: false };

  test('is that of the source, once it has said its size', async () => {
    const fake = new FakeVideoStream();
    const level = fake.stream.h264LevelIdc(40);
    fake.capture.open(info);
    await expect(level).resolves.toBe(31);
    await expect(fake.stream.h264LevelIdc(40)).resolves.toBe(31);
  });

  test('is assumed where the source is too slow to say it', async () => {
    const fake = new FakeVideoStream();
    const level = fake.stream.h264LevelIdc(40);
    await fake.clock.advance(40);
    await expect(level).resolves.toBe(40);
  });
});

describe('the registry of streams', () => {
  test('knows each by its name', () => {
    const [garden, door] = [new FakeVideoStream('garden').stream, new FakeVideoStream('door').stream];
    const registry = new VideoStreamRegistry([garden, door]);
    expect(registry.get('door')).toBe(door);
    expect(registry.list()).toEqual([garden, door]);
    expect(() => registry.get('attic')).toThrow(expect.objectContaining({ code: 'WGR_STREAM_UNKNOWN' }));
  });

  test('closes all', async () => {
    const streams = [new FakeVideoStream('garden').stream, new FakeVideoStream('door').stream];
    await new VideoStreamRegistry(streams).close();
    expect(streams.map((stream) => stream.stats().state)).toEqual(['closed', 'closed']);
  });
});
