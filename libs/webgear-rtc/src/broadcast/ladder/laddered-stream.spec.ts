import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { videoRung } from '../../media/rendition-key.js';
import type { PacketizedFrame } from '../../media/packetized-frame.js';
import { FakeVideoStream } from '../../testing/fake-video-stream.js';
import { FrameLedger } from '../../testing/frame-ledger.js';
import type { FrameSink, LadderDescription } from '../stream-engine.js';
import type { ViewerSubscription } from '../viewer-subscription.js';
import type { LadderOptions } from './plan-ladder.js';
import { QualityLadder } from './quality-ladder.js';

class Viewer implements FrameSink {
  readonly received: PacketizedFrame[] = [];
  bandwidthBps: number | undefined;

  constructor(readonly subscription: ViewerSubscription) {
    subscription.attach(this);
  }

  sendFrame(frame: PacketizedFrame): boolean {
    return this.received.push(frame) > 0;
  }

  get kinds(): string {
    return this.received.map(({ keyFrame }) => (keyFrame ? 'K' : 'd')).join('');
  }
}

describe('a stream with a ladder', () => {
  let fake: FakeVideoStream;
  let frames: FrameLedger;

  beforeEach(() => {
    frames = new FrameLedger({ width: 1280, height: 720 });
  });

  afterEach(async () => {
    await fake.stream.close();
    expect(frames.open).toBe(0);
    expect(fake.errors).toEqual([]);
    expect(fake.encoders.filter(({ closed }) => !closed)).toEqual([]);
  });

  function open(renditions: LadderOptions['renditions'], bitrateBps?: number): void {
    const ladder = new QualityLadder({ renditions, bitrateBps });
    fake = new FakeVideoStream('garden', 0, { ladder, keyFrameIntervalMs: 1000 });
  }

  const watch = (): Viewer => new Viewer(fake.subscribe('h264'));
  const heights = (): number[] =>
    fake.encoders.filter(({ closed }) => !closed).map(({ settings }) => settings.height);
  const renditions = () => fake.stream.stats().renditions;
  const rateOf = (rung: string): number | undefined =>
    renditions().find((each) => each.rung === rung)?.bitrateBps;

  async function deliver(count: number, from = frames): Promise<void> {
    for (let frame = 0; frame < count; frame++) await fake.deliver(from);
  }

  test('says what there is once frames have come, and not before', async () => {
    open('auto');
    const said: LadderDescription[] = [];
    fake.stream.ladder$.subscribe((ladder) => said.push(ladder));
    const viewer = watch();
    expect(said).toEqual([
      { rungs: [{ rung: 'full', width: 0, height: 0, bitrateBps: 4_500_000 }], encoderFollows: true },
    ]);
    await deliver(1);
    expect(said.at(-1)?.rungs.map(({ rung, height }) => `${rung} ${height}`)).toEqual([
      'full 720',
      'half 360',
      'quarter 180',
    ]);
    expect(viewer.subscription.rungs).toEqual(said.at(-1)?.rungs);
    expect(said).toHaveLength(2);
  });

  test('opens an encoder with the first viewer of a rung, in its size, and closes it with the last', async () => {
    open('auto');
    const [one, other] = [watch(), watch()];
    await deliver(2);
    expect(heights()).toEqual([720]);
    one.subscription.select('half');
    await deliver(3);
    expect(heights()).toEqual([720, 360]);
    expect(renditions()).toMatchObject([
      { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000, peers: 1 },
      { rung: 'half', width: 640, height: 360, bitrateBps: 800_000, peers: 1 },
    ]);
    other.subscription.select('half');
    await deliver(10);
    expect(heights()).toEqual([360]);
    one.subscription.select('full');
    other.subscription.select('full');
    await deliver(3);
    expect(heights()).toEqual([720]);
    expect(fake.encoders).toHaveLength(3);
    expect(one.received.map(({ captureTimeUs }) => captureTimeUs)).toEqual(
      other.received.map(({ captureTimeUs }) => captureTimeUs),
    );
  });

  test('asks the lower rung alone for a key frame, and the switch takes a frame', async () => {
    open('auto');
    const [staying, falling, low] = [watch(), watch(), watch()];
    await deliver(1);
    low.subscription.select('half');
    await deliver(20);
    const before = { staying: staying.kinds, falling: falling.kinds };
    falling.subscription.select('half');
    expect(falling.subscription.rung).toBe('half');
    await deliver(3);
    expect(falling.kinds.slice(before.falling.length)).toMatch(/^d?Kd+$/);
    expect(staying.kinds.slice(before.staying.length)).toBe('ddd');
    expect(renditions().map(({ rung, peers }) => [rung, peers])).toEqual([
      ['full', 1],
      ['half', 2],
    ]);
  });

  test('has the key frames of all rungs at the same frames, one of a lower frame rate too', async () => {
    open([{ height: 720 }, { height: 360, framerate: 7 }, { height: 180 }]);
    const viewers = [watch(), watch(), watch()];
    await deliver(7);
    viewers[1]?.subscription.select('360p');
    await deliver(5);
    viewers[2]?.subscription.select('180p');
    await deliver(100);
    const keys = viewers.map(({ received }) =>
      received
        .slice(-60)
        .filter(({ keyFrame }) => keyFrame)
        .map(({ captureTimeUs }) => captureTimeUs),
    );
    const [high = [], , low = []] = keys;
    expect(high).toHaveLength(2);
    expect(low).toEqual(high);
    expect(keys[1]).toEqual(expect.arrayContaining(high));
  });

  test('answers a request for a key frame on the rung that it came for', async () => {
    open('auto');
    const [high, low] = [watch(), watch()];
    await deliver(1);
    low.subscription.select('quarter');
    await deliver(20);
    const [highBefore, lowBefore] = [high.kinds.length, low.kinds.length];
    low.subscription.requestKeyFrame();
    await deliver(2);
    expect([high.kinds.slice(highBefore), low.kinds.slice(lowBefore)]).toEqual(['dd', 'Kd']);
  });

  test('has the lowest rung left for who was on one that a smaller source has not', async () => {
    open('auto');
    const viewer = watch();
    await deliver(1);
    viewer.subscription.select('quarter');
    await deliver(2);
    const small = new FrameLedger({ width: 640, height: 360 });
    await deliver(3, small);
    expect(viewer.subscription.rungs.map(({ rung }) => rung)).toEqual(['full', 'half']);
    expect(viewer.subscription.rung).toBe('half');
    expect(heights()).toEqual([180]);
    await deliver(3);
    expect(viewer.subscription.rung).toBe('quarter');
    expect(small.open).toBe(0);
  });

  test('refuses a rung that no ladder of it has', () => {
    open([{ height: 720 }, { height: 480 }]);
    expect(fake.stream.describe().rungs).toEqual(['full', '480p']);
    const unknown = expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' });
    expect(() => fake.stream.subscribe(videoRung('h264', 'half'))).toThrow(unknown);
    fake.stream.subscribe(videoRung('h264', '480p')).release();
  });

  test('leaves frames out where a rung has a frame rate', async () => {
    open([{ height: 720 }, { height: 360, framerate: 10 }]);
    const [high, low] = [watch(), watch()];
    await deliver(1);
    low.subscription.select('360p');
    await deliver(5);
    const [highBefore, lowBefore] = [high.received.length, low.received.length];
    await deliver(21);
    expect(high.received.length - highBefore).toBe(21);
    expect(low.received.length - lowBefore).toBe(7);
  });

  describe('adapts', () => {
    test('the encoder of the only viewer to its path, down and up', async () => {
      open('auto');
      const viewer = watch();
      await deliver(5);
      expect(rateOf('full')).toBe(2_000_000);
      viewer.bandwidthBps = 1_500_000;
      await deliver(5);
      expect(rateOf('full')).toBe(1_350_000);
      expect(fake.encoders[0]?.bitrateBps).toBe(1_350_000);
      viewer.bandwidthBps = 9_000_000;
      await deliver(5);
      expect(fake.encoders[0]?.bitrateBps).toBe(2_000_000);
      expect(fake.encoders).toHaveLength(1);
    });

    test('no encoder as soon as there are two viewers, whatever their rungs, and says so', async () => {
      open('auto');
      const viewer = watch();
      viewer.bandwidthBps = 1_000_000;
      await deliver(5);
      expect([rateOf('full'), viewer.subscription.encoderFollows]).toEqual([900_000, true]);
      const other = watch();
      other.bandwidthBps = 300_000;
      await deliver(1);
      other.subscription.select('quarter');
      await deliver(5);
      expect([rateOf('full'), rateOf('quarter')]).toEqual([2_000_000, 320_000]);
      expect(viewer.subscription.encoderFollows).toBe(false);
      other.subscription.release();
      await deliver(5);
      expect([rateOf('full'), viewer.subscription.encoderFollows]).toEqual([900_000, true]);
    });

    test('an encoder whose every new rate is a key frame less often', async () => {
      open('auto');
      const viewer = watch();
      fake.changesRateWhileRunning = false;
      await deliver(5);
      viewer.bandwidthBps = 1_000_000;
      await deliver(5);
      viewer.bandwidthBps = 500_000;
      await deliver(30);
      expect(rateOf('full')).toBe(900_000);
      await deliver(35);
      expect(rateOf('full')).toBe(450_000);
    });

    test('an encoder that starts for a viewer before its first frame', async () => {
      open('auto');
      const viewer = watch();
      viewer.bandwidthBps = 500_000;
      await deliver(5);
      viewer.subscription.select('half');
      await deliver(3);
      expect(fake.encoders[1]?.settings).toMatchObject({ height: 360 });
      expect(fake.encoders[1]?.bitrateBps).toBe(450_000);
    });

    test('no encoder whose frames are recorded as well', async () => {
      open('auto');
      const viewer = watch();
      viewer.bandwidthBps = 500_000;
      const recording = fake.stream.encodedFrames$('h264').subscribe();
      await deliver(5);
      expect([rateOf('full'), viewer.subscription.encoderFollows]).toEqual([2_000_000, false]);
      recording.unsubscribe();
      await deliver(5);
      expect(rateOf('full')).toBe(450_000);
    });

    test('the one encoder for all to the worst path of them', async () => {
      open('single');
      const [good, bad] = [watch(), watch()];
      await deliver(1);
      good.bandwidthBps = 5_000_000;
      await deliver(5);
      expect(rateOf('full')).toBe(2_000_000);
      bad.bandwidthBps = 800_000;
      await deliver(5);
      expect(rateOf('full')).toBe(720_000);
      expect(good.subscription.encoderFollows).toBe(true);
      bad.subscription.release();
      await deliver(5);
      expect(rateOf('full')).toBe(2_000_000);
    });

    test('the size of the one encoder where bits are too few for its pixels', async () => {
      open('single');
      const viewer = watch();
      viewer.bandwidthBps = 400_000;
      await deliver(5);
      expect(heights()).toEqual([360]);
      expect(renditions()).toMatchObject([{ rung: 'full', width: 640, height: 360, bitrateBps: 360_000 }]);
      expect(viewer.subscription.rungs).toMatchObject([{ rung: 'full', height: 720 }]);
      viewer.bandwidthBps = 5_000_000;
      await deliver(160);
      expect(heights()).toEqual([720]);
    });

    test('the size of no rung but the lowest', async () => {
      open([{ height: 720 }, { height: 540 }]);
      const viewer = watch();
      viewer.bandwidthBps = 200_000;
      await deliver(5);
      expect(heights()).toEqual([720]);
      viewer.subscription.select('540p');
      await deliver(5);
      expect(heights()).toEqual([270]);
    });
  });
});
