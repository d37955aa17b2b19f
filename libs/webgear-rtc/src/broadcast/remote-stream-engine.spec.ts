import { BehaviorSubject } from 'rxjs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { fullVideo, sourceVideo, type RenditionKey } from '../media/rendition-key.js';
import type { StreamState } from '../media/stream-stats.js';
import { HandFedRendition } from '../testing/hand-fed-rendition.js';
import { InMemoryFrameBus } from '../testing/in-memory-frame-bus.js';
import { RecordingSink as Viewer } from '../testing/stream-engine-rig.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { RemoteStreamEngine } from './remote-stream-engine.js';
import { RenditionPool } from './rendition-pool.js';
import { StreamEngineHost } from './stream-engine-host.js';
import type { LadderDescription, RenditionDescription, StreamEngine } from './stream-engine.js';

const h264 = fullVideo('h264');
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a stream that is made elsewhere', () => {
  let clock: VirtualCaptureClock;
  let bus: InMemoryFrameBus;
  let host: StreamEngineHost;
  let pool: RenditionPool<HandFedRendition>;
  let subscriptions: RenditionKey[];
  let renditions$: BehaviorSubject<readonly RenditionDescription[]>;
  let ladder$: BehaviorSubject<LadderDescription>;
  let state$: BehaviorSubject<StreamState>;
  let errors: unknown[];
  let remote: RemoteStreamEngine;

  beforeEach(async () => {
    clock = new VirtualCaptureClock(1_000_000);
    bus = new InMemoryFrameBus();
    [subscriptions, errors] = [[], []];
    renditions$ = new BehaviorSubject<readonly RenditionDescription[]>([]);
    ladder$ = new BehaviorSubject<LadderDescription>({ rungs: [], encoderFollows: true });
    state$ = new BehaviorSubject<StreamState>('idle');
    const onError = (error: unknown): void => void errors.push(error);
    pool = new RenditionPool({ create: (key) => new HandFedRendition(key, clock), clock, onError });
    const origin: StreamEngine = {
      name: 'garden',
      describe: () => ({
        name: 'garden',
        tracks: [
          { kind: 'video', clockRateHz: 90_000, wallClockOffsetUs: 5, rtpOffset: 7 },
          { kind: 'audio', clockRateHz: 48_000, wallClockOffsetUs: 5, rtpOffset: 9 },
        ],
        codecs: ['h264', 'vp8'],
        passthroughEnabled: true,
        rungs: ['full', 'half'],
        adaptive: true,
        audio: 'auto',
        audioSync: true,
      }),
      renditions$,
      ladder$,
      state$,
      h264LevelIdc: (waitMs) => Promise.resolve(waitMs),
      audio: () => Promise.resolve(undefined),
      subscribe: (key, sink) => {
        subscriptions.push(key);
        return pool.subscribe(key, sink);
      },
      stats: () => remote.stats(),
      close: () => pool.close(),
    };
    host = new StreamEngineHost(bus, onError);
    host.expose(origin);
    const description = await bus.query({ kind: 'describe', stream: 'garden' });
    remote = new RemoteStreamEngine({ bus, description, clock, onError });
    bus.log.length = 0;
  });

  const origin = (key = h264): HandFedRendition => {
    const rendition = pool.get(key);
    if (rendition === undefined) throw new Error('it is not in use');
    return rendition;
  };
  const watch = async (key = h264, viewer = new Viewer()): Promise<Viewer> => {
    remote.subscribe(key, viewer);
    await settle();
    return viewer;
  };
  const count = (kind: string): number => bus.log.filter((each) => each === kind).length;

  test.each([1, 64])('costs one message for each frame with %i viewers', async (viewers) => {
    const all = await Promise.all(Array.from({ length: viewers }, () => watch()));
    bus.log.length = 0;
    await origin().give('Kddddddddd');
    expect(count('frames')).toBe(10);
    expect(bus.log.length).toBeLessThanOrEqual(11);
    for (const viewer of all) expect(viewer.kinds).toBe('Kddddddddd');
    expect(subscriptions.filter((key) => key.codec === 'h264')).toHaveLength(viewers);
    expect(origin().broadcaster.viewerCount).toBe(viewers);
  });

  test('asks for frames and a key frame with one command, which is the only one for the first viewer', async () => {
    const subscription = remote.subscribe(h264);
    expect(bus.log).toEqual(['demand held']);
    subscription.prepare();
    expect(bus.log).toEqual(['demand held', 'demand frames']);
    await settle();
    expect(origin().keyFrameRequests).toBe(1);
    await origin().give('K');
    const viewer = new Viewer();
    subscription.attach(viewer);
    expect(viewer.kinds).toBe('K');
    expect(count('key-frame')).toBe(0);
  });

  test('starts a viewer from the frames that came for others, without asking', async () => {
    await watch();
    await origin().give('Kdd');
    const asked = bus.log.length;
    const late = new Viewer();
    remote.subscribe(h264, late);
    expect(late.kinds).toBe('Kdd');
    expect(bus.log.slice(asked)).toEqual(['wake']);
  });

  test('asks for a key frame once for all who need one, until it is there', async () => {
    await watch();
    await origin().give('K');
    await clock.advance(1000);
    bus.log.length = 0;
    const late = await Promise.all([watch(), watch()]);
    expect(count('key-frame')).toBe(1);
    await origin().give('dKd');
    for (const viewer of late) expect(viewer.kinds).toBe('Kd');
    await clock.advance(1000);
    await watch();
    expect(count('key-frame')).toBe(2);
  });

  test('restarts only the viewer that could not take a frame', async () => {
    const [slow, other] = [await watch(), await watch()];
    await origin().give('Kd');
    slow.full = true;
    await origin().give('d');
    slow.full = false;
    await origin().give('dKd');
    expect(slow.kinds).toBe('KdKd');
    expect(other.kinds).toBe('KdddKd');
    expect(count('key-frame')).toBe(1);
  });

  test('requests no key frame where one is on its way', async () => {
    let keyFrames = 0;
    const sendFrame = ({ keyFrame }: PacketizedFrame): boolean => {
      if (keyFrame) keyFrames++;
      // The next key frame leaves before the request for one arrives.
      else origin().giveNow(true);
      return keyFrame;
    };
    remote.subscribe(h264, { sendFrame });
    await settle();
    await origin().give('K');
    const requests = origin().keyFrameRequests;
    await origin().give('d');
    expect(keyFrames).toBe(2);
    expect(count('key-frame')).toBe(1);
    expect(origin().keyFrameRequests).toBe(requests);
  });

  test('gets nothing while it lags, then continues from a key frame, and counts what was dropped', async () => {
    const viewer = new Viewer();
    const subscription = remote.subscribe(h264, viewer);
    await settle();
    await origin().give('Kd');
    bus.lagging = true;
    const requests = origin().keyFrameRequests;
    await origin().give('dd');
    bus.lagging = false;
    await origin().give('dK');
    expect(viewer.kinds).toBe('KdK');
    expect(origin().keyFrameRequests).toBe(requests + 1);
    expect(subscription.framesDropped()).toBe(3);
  });

  test('passes a GOP to catch up with as a whole, and catches later viewers up itself', async () => {
    const here = pool.subscribe(sourceVideo, new Viewer());
    await origin(sourceVideo).give('Kddd');
    const first = await watch(sourceVideo);
    expect(count('frames')).toBe(1);
    expect(first.kinds).toBe('Kddd');
    expect(first.received.every(({ catchUp }) => catchUp === true)).toBe(true);
    await origin(sourceVideo).give('d');
    const asked = bus.log.length;
    const late = new Viewer();
    remote.subscribe(sourceVideo, late);
    expect(late.kinds).toBe('Kdddd');
    expect(bus.log.slice(asked)).toEqual(['wake']);
    const stamps = late.received.map(({ rtpTimestamp }) => rtpTimestamp);
    expect(stamps.toSorted((a, b) => a - b)).toEqual(stamps);
    here.release();
  });

  test('serves a passthrough viewer that lost a frame from its own cache', async () => {
    const viewer = new Viewer();
    const subscription = remote.subscribe(sourceVideo, viewer);
    await settle();
    await origin(sourceVideo).give('Kdd');
    await clock.advance(1000);
    const asked = bus.log.length;
    subscription.requestKeyFrame();
    expect(viewer.kinds).toBe('KddKdd');
    expect(bus.log.slice(asked)).toEqual([]);
  });

  test('starts a source that has ended again for each viewer that subscribes', async () => {
    await watch();
    expect(subscriptions).toHaveLength(1);
    await watch();
    expect(subscriptions).toHaveLength(2);
  });

  test('tells the host how many viewers there are, with the next frame', async () => {
    const subscription = remote.subscribe(h264, new Viewer());
    await watch();
    await origin().give('K');
    expect(origin().broadcaster.viewerCount).toBe(2);
    subscription.release();
    await origin().give('d');
    expect(origin().broadcaster.viewerCount).toBe(1);
  });

  test('releases a rendition at the host with the last subscription to it', async () => {
    const [first, second] = [remote.subscribe(h264), remote.subscribe(h264)];
    await settle();
    first.release();
    await settle();
    expect(pool.stats()).toHaveLength(1);
    second.release();
    await settle();
    expect(pool.stats()).toEqual([]);
  });

  test('takes no frames of the demand before that are still under way', async () => {
    const first = remote.subscribe(h264, new Viewer());
    await settle();
    const viewer = new Viewer();
    let isOver = false;
    const here = pool.subscribe(h264, {
      sendFrame: () => {
        if (isOver) return true;
        isOver = true;
        first.release();
        remote.subscribe(h264, viewer);
        return true;
      },
    });
    await origin().give('K');
    expect(isOver).toBe(true);
    expect(viewer.kinds).toBe('K');
    here.release();
  });

  test('tells which renditions there are and the state, while there are subscribers', async () => {
    const seen: unknown[] = [];
    const subscription = remote.state$.subscribe((state) => seen.push(state));
    subscription.add(remote.renditions$.subscribe((list) => seen.push(list)));
    await settle();
    state$.next('live');
    const renditions: RenditionDescription[] = [
      { key: sourceVideo, availability: 'available', h264Profile: '4d40' },
    ];
    renditions$.next(renditions);
    await settle();
    expect(seen).toEqual(['idle', [], 'live', renditions]);
    expect(remote.stats().state).toBe('live');
    subscription.unsubscribe();
    await settle();
    expect([state$.observed, renditions$.observed]).toEqual([false, false]);
  });

  test('leaves nothing at the host when either side ends', async () => {
    remote.state$.subscribe();
    await watch();
    await watch(sourceVideo);
    await remote.close();
    await settle();
    expect(pool.stats()).toEqual([]);
    expect(state$.observed).toBe(false);
    expect(remote.stats().state).toBe('closed');

    remote = new RemoteStreamEngine({ bus, description: remote.describe(), clock, onError: () => undefined });
    remote.state$.subscribe();
    await watch();
    host.close();
    expect(pool.stats()).toEqual([]);
    expect(state$.observed).toBe(false);
    await watch(sourceVideo);
    expect(pool.stats()).toEqual([]);
    expect(errors).toEqual([]);
  });
});
