import { BehaviorSubject, EMPTY } from 'rxjs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { fullVideo, sourceVideo, videoRung, type RenditionKey } from '../media/rendition-key.js';
import { HandFedRendition } from '../testing/hand-fed-rendition.js';
import { InMemoryFrameBus } from '../testing/in-memory-frame-bus.js';
import { RecordingSink as Viewer } from '../testing/stream-engine-rig.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { RemoteStreamEngine } from './remote-stream-engine.js';
import { RenditionPool } from './rendition-pool.js';
import { StreamEngineHost } from './stream-engine-host.js';
import type { LadderDescription, StreamDescription } from './stream-engine.js';

const h264 = fullVideo('h264');
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const description: StreamDescription = {
  name: 'garden',
  tracks: [{ kind: 'video', clockRateHz: 90_000, wallClockOffsetUs: 0, rtpOffset: 0 }],
  codecs: ['h264'],
  passthroughEnabled: true,
  rungs: ['full', 'half'],
  adaptive: true,
  audio: false,
  audioSync: true,
};

describe('the ladder of a stream that is made elsewhere', () => {
  let bus: InMemoryFrameBus;
  let pool: RenditionPool<HandFedRendition>;
  let ladder$: BehaviorSubject<LadderDescription>;
  let remote: RemoteStreamEngine;

  beforeEach(() => {
    const clock = new VirtualCaptureClock(1_000_000);
    const onError = (error: unknown): void => {
      throw error;
    };
    bus = new InMemoryFrameBus();
    pool = new RenditionPool({ create: (key) => new HandFedRendition(key, clock), clock, onError });
    ladder$ = new BehaviorSubject<LadderDescription>({ rungs: [], encoderFollows: true });
    new StreamEngineHost(bus, onError).expose({
      name: 'garden',
      describe: () => description,
      renditions$: EMPTY,
      ladder$,
      state$: EMPTY,
      h264LevelIdc: (waitMs) => Promise.resolve(waitMs),
      audio: () => Promise.resolve(undefined),
      subscribe: (key, sink) => pool.subscribe(key, sink),
      stats: () => remote.stats(),
      close: () => pool.close(),
    });
    remote = new RemoteStreamEngine({ bus, description, clock, onError });
  });

  const origin = (key: RenditionKey = h264): HandFedRendition => {
    const rendition = pool.get(key);
    if (rendition === undefined) throw new Error('it is not in use');
    return rendition;
  };
  const watch = async (key: RenditionKey = h264): Promise<Viewer> => {
    const viewer = new Viewer();
    remote.subscribe(key, viewer);
    await settle();
    return viewer;
  };
  const count = (kind: string): number => bus.log.filter((each) => each === kind).length;

  test('tells the host the least bandwidth of its viewers, when it has changed by more than a twentieth', async () => {
    const viewers = [await watch(), await watch()];
    const give = async (...bandwidths: number[]): Promise<number | undefined> => {
      for (const [index, bandwidthBps] of bandwidths.entries()) {
        const viewer = viewers[index];
        if (viewer !== undefined) viewer.bandwidthBps = bandwidthBps;
      }
      await origin().give('Kddd');
      return origin().broadcaster.bandwidthBps;
    };
    expect(await give()).toBeUndefined();
    expect(await give(2_000_000)).toBe(2_000_000);
    expect(await give(2_000_000, 800_000)).toBe(800_000);
    const demands = count('demand frames');
    expect(await give(3_000_000, 830_000)).toBe(800_000);
    expect(count('demand frames')).toBe(demands);
    expect(await give(3_000_000, 900_000)).toBe(900_000);
  });

  test.each([false, true])(
    'waits for the next key frame of the source where the path would not carry a whole GOP (others watch: %s)',
    async (othersWatch) => {
      const here = pool.subscribe(sourceVideo, new Viewer());
      await origin(sourceVideo).give('Kddd');
      if (othersWatch) await watch(sourceVideo);
      const viewer = new Viewer();
      const subscription = remote.subscribe(videoRung('h264', 'half'), viewer);
      await settle();
      const half = origin(videoRung('h264', 'half'));
      await half.give('K');
      subscription.switchTo(sourceVideo, 'next-key-frame');
      await settle();
      await origin(sourceVideo).give('d');
      await half.give('d');
      await origin(sourceVideo).give('d');
      await half.give('d');
      expect(viewer.received.some(({ catchUp }) => catchUp === true)).toBe(false);
      expect(viewer.kinds).toMatch(/^Kd*$/);
      await origin(sourceVideo).give('Kd');
      await half.give('d');
      await origin(sourceVideo).give('d');
      expect(viewer.kinds).toMatch(/^Kd*Kdd$/);
      expect(viewer.received.some(({ catchUp }) => catchUp === true)).toBe(false);
      subscription.release();
      here.release();
    },
  );

  test('is told now and after each change, while there are subscribers, once for all of them', async () => {
    const said: LadderDescription[] = [];
    const listening = [1, 2].map(() => remote.ladder$.subscribe((ladder) => said.push(ladder)));
    await settle();
    const rungs = [{ rung: 'full', width: 64, height: 36, bitrateBps: 150_000 }];
    ladder$.next({ rungs, encoderFollows: false });
    await settle();
    expect(said).toHaveLength(4);
    expect(said.at(-1)).toEqual({ rungs, encoderFollows: false });
    expect(count('update ladder')).toBe(2);
    for (const each of listening) each.unsubscribe();
    await settle();
    expect(ladder$.observed).toBe(false);
  });
});
