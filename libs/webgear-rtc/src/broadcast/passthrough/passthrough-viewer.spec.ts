import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { PacketizedFrame } from '../../media/packetized-frame.js';
import { Packetizer } from '../../rtp/packetizer.js';
import { RtpClock } from '../../rtp/rtp-clock.js';
import type { VideoSourceInfo } from '../../sources/video-source.interface.js';
import { annexB, ppsNalUnit, sliceNalUnit, spsNalUnit, type SpsSettings } from '../../testing/h264-bits.js';
import { FakeVideoStream } from '../../testing/fake-video-stream.js';
import type { FrameSink } from '../stream-engine.js';
import type { ViewerSubscription } from '../viewer-subscription.js';
import { PassthroughRendition } from './passthrough-rendition.js';
import { until } from '../../testing/until.js';

const info: VideoSourceInfo = {
  width: 64,
  height: 36,
  framerate: 30,
  live: true,
  passthrough: { profile: '4d40', levelIdc: 30 },
};
const main: SpsSettings = { profileIdc: 77, constraints: 0x40, levelIdc: 30 };

class Viewer implements FrameSink {
  readonly received: PacketizedFrame[] = [];
  full = false;

  sendFrame(frame: PacketizedFrame): boolean {
    if (!this.full) this.received.push(frame);
    return !this.full;
  }

  get kinds(): string {
    return this.received.map(({ keyFrame }) => (keyFrame ? 'K' : 'd')).join('');
  }
}

describe('the route of H.264', () => {
  let fake: FakeVideoStream;
  let rtpClock: RtpClock;
  let subscriptions: ViewerSubscription[];

  beforeEach(() => {
    rtpClock = new RtpClock(0, 0);
    subscriptions = [];
  });

  afterEach(async () => {
    for (const subscription of subscriptions) subscription.release();
    await fake.stream.close();
    expect(fake.ledger.open).toBe(0);
    expect(fake.errors).toEqual([]);
  });

  function open(force = false): void {
    fake = new FakeVideoStream('passing', 0, {
      passthrough: {
        force,
        announcedLevelIdc: () => 31,
        createRendition: () =>
          new PassthroughRendition({
            clock: fake.clock,
            packetizer: new Packetizer('h264', rtpClock),
            maxGopUs: 12_000_000,
            announcedLevelIdc: () => 31,
          }),
      },
    });
  }

  function watch(accepts: boolean | ((profile: string) => boolean) = true): Viewer {
    const viewer = new Viewer();
    const subscription = fake.subscribe('h264', typeof accepts === 'boolean' ? () => accepts : accepts);
    subscription.attach(viewer);
    subscriptions.push(subscription);
    return viewer;
  }

  async function pass(keyFrame: boolean, ms = 33, settings = main): Promise<void> {
    await fake.clock.advance(ms);
    const frame: EncodedFrame = {
      codec: 'h264',
      keyFrame,
      captureTimeUs: fake.clock.nowUs(),
      width: 64,
      height: 36,
      data: keyFrame
        ? annexB(spsNalUnit(settings), ppsNalUnit(), sliceNalUnit('IDR'))
        : annexB(sliceNalUnit('P')),
    };
    fake.capture.deliverEncoded(frame);
    await fake.clock.advance(0);
  }

  const served = (): boolean[] => fake.stream.stats().renditions.map(({ passthrough }) => passthrough);

  test('is the source for all who can take it, and nothing is encoded', async () => {
    open();
    const viewers = [watch(), watch()];
    fake.capture.open(info);
    await pass(true);
    await pass(false);
    for (const viewer of viewers) expect(viewer.kinds).toBe('Kd');
    expect(fake.stream.stats().renditions).toMatchObject([
      { passthrough: true, encodersOpened: 0, peers: 2 },
    ]);
    expect(fake.encoders).toEqual([]);
  });

  test('is the encoder for who lacks the profile', async () => {
    open();
    watch(false);
    const other = watch();
    fake.capture.open(info);
    await pass(true);
    expect(served()).toEqual([true, false]);
    expect(other.kinds).toBe('K');
  });

  test('starts who comes between two key frames with all since the last', async () => {
    open();
    watch();
    fake.capture.open(info);
    await pass(true);
    await pass(false);
    const late = watch();
    await pass(false);
    expect(late.kinds).toBe('Kdd');
  });

  test('is the encoder while a slate is shown, and the source again at its next key frame', async () => {
    open();
    const viewer = watch();
    fake.capture.open(info);
    await pass(true);
    fake.capture.showsSlate = true;
    await fake.deliver();
    await fake.deliver();
    expect(served()).toEqual([false]);
    expect(viewer.received).toHaveLength(2);
    fake.capture.showsSlate = false;
    await pass(false);
    expect(served()).toEqual([false]);
    await pass(true);
    expect(served()).toEqual([true]);
    expect(viewer.kinds).toBe('KKK');
  });

  test('is the encoder at once for a source that comes uncompressed', async () => {
    open();
    watch();
    expect(served()).toEqual([]);
    const { passthrough: _, ...uncompressed } = info;
    fake.capture.open(uncompressed);
    await fake.clock.advance(0);
    expect(served()).toEqual([false]);
  });

  test('is the encoder for good once key frames are too far apart, unless it must not', async () => {
    for (const force of [false, true]) {
      open(force);
      watch();
      fake.capture.open(info);
      await pass(true);
      await pass(false, 4100);
      expect(served()).toEqual([force]);
      await pass(true);
      expect(served()).toEqual([force]);
      for (const subscription of subscriptions.splice(0)) subscription.release();
      await fake.stream.close();
    }
  });

  test('begins again for a viewer who lost a frame, with time stamps that go on, twice a second at most', async () => {
    open();
    const viewer = watch();
    fake.capture.open(info);
    await pass(true);
    await pass(false);
    subscriptions[0]?.requestKeyFrame();
    subscriptions[0]?.requestKeyFrame();
    expect(viewer.kinds).toBe('KdKd');
    await pass(false);
    const times = viewer.received.map(({ rtpTimestamp }) => rtpTimestamp);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    await fake.clock.advance(500);
    subscriptions[0]?.requestKeyFrame();
    expect(viewer.kinds).toBe('KdKddKdd');
  });

  test('begins again for a viewer whose line was full, as soon as it is free', async () => {
    open();
    const viewer = watch();
    const other = watch();
    fake.capture.open(info);
    await pass(true);
    viewer.full = true;
    await pass(false);
    viewer.full = false;
    await pass(false, 600);
    expect(viewer.kinds).toBe('KKdd');
    expect(other.kinds).toBe('Kdd');
  });

  test('says the level that was announced', async () => {
    open();
    const frames: EncodedFrame[] = [];
    const listening = fake.stream.encodedFrames$('h264').subscribe((frame) => frames.push(frame));
    fake.capture.open(info);
    await pass(true);
    expect(h264ProfileOf(frames[0]?.data ?? Buffer.alloc(0))).toEqual({ profile: '4d40', levelIdc: 31 });
    listening.unsubscribe();
  });

  test('is asked again when the profile changes: each viewer gets what it decodes, at once', async () => {
    open();
    const all = watch();
    const baseline = watch((profile) => profile.startsWith('42'));
    fake.capture.open(info);
    const baselineOnly: SpsSettings = { levelIdc: 30 };
    await pass(true, 33, baselineOnly);
    await pass(false);
    expect([all.kinds, baseline.kinds]).toEqual(['Kd', 'Kd']);
    await pass(true, 33, { profileIdc: 100, constraints: 0, levelIdc: 30 });
    expect(served()).toEqual([true, false]);
    expect([all.kinds, baseline.kinds]).toEqual(['KdK', 'Kd']);
    await pass(true, 33, baselineOnly);
    expect(served()).toEqual([true]);
    expect([all.kinds, baseline.kinds]).toEqual(['KdKK', 'KdK']);
  });

  test('is the encoder while the source wants more of decoders than they were promised, unless it must not', async () => {
    for (const force of [false, true]) {
      open(force);
      watch();
      fake.capture.open(info);
      await pass(true);
      await pass(true, 33, { ...main, levelIdc: 40 });
      expect(served()).toEqual([force]);
      await pass(true);
      expect(served()).toEqual([true]);
      for (const subscription of subscriptions.splice(0)) subscription.release();
      await fake.stream.close();
    }
  });

  test.each([false, true])(
    'is not started again by the slate after its end (encoded before: %s)',
    async (slate) => {
      open();
      watch();
      fake.capture.open(info);
      await pass(true);
      expect(fake.capture.starts).toBe(1);
      if (slate) await fake.deliver();
      fake.capture.end();
      fake.capture.showsSlate = true;
      await fake.deliver();
      await fake.deliver();
      expect(served()).toEqual([false]);
      expect(fake.capture.starts).toBe(1);
      watch();
      expect(fake.capture.starts).toBe(2);
    },
  );

  test('is started again for those who subscribe to frames of one that has ended', async () => {
    open();
    watch();
    fake.capture.open(info);
    await pass(true);
    fake.capture.end();
    const listening = fake.stream.frames$.subscribe();
    expect(fake.capture.starts).toBe(2);
    listening.unsubscribe();
  });

  test('ends the source when nobody watches', async () => {
    open();
    watch();
    fake.capture.open(info);
    await pass(true);
    for (const subscription of subscriptions) subscription.release();
    await fake.clock.advance(1);
    await until('the source to be idle', () => fake.stream.stats().state === 'idle');
    expect(fake.stream.stats().state).toBe('idle');
    expect(served()).toEqual([]);
  });
});
