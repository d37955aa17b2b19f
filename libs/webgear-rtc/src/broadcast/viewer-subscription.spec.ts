import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import {
  fullVideo,
  renditionKeyId,
  sourceVideo,
  sourceVideoOf,
  videoRung,
  type RenditionKey,
} from '../media/rendition-key.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';
import { FarEngine } from '../testing/far-engine.js';
import { subscribeViewer, type ViewerSubscription } from './viewer-subscription.js';

const [source, full] = [renditionKeyId(sourceVideo), renditionKeyId(fullVideo('h264'))];
const isBaseline = (profile: string): boolean => profile.startsWith('42');
const frameOf = (h264Profile?: string): PacketizedFrame =>
  ({ ...(h264Profile !== undefined && { h264Profile }) }) as PacketizedFrame;

describe('a viewer of an engine', () => {
  let engine: FarEngine;

  beforeEach(() => {
    engine = new FarEngine(true);
  });

  test('waits at the source while it is unknown, and goes where it is served', () => {
    subscribeViewer(engine, 'h264', isBaseline);
    engine.say('unknown');
    engine.say('available', '42c0');
    expect(engine.keys).toEqual([source]);
    engine.say('unavailable');
    engine.say('available', '640c');
    expect(engine.keys).toEqual([source, full]);
    engine.say('available', '42e0');
    expect(engine.keys).toEqual([source, full, source]);
  });

  test('is served from the encoder from the start where that is known', () => {
    engine.say('unavailable');
    subscribeViewer(engine, 'h264', isBaseline);
    expect(engine.keys).toEqual([full]);
  });

  test('gets no frame of a profile that it does not decode, whatever news are on their way', () => {
    engine.say('available', '42c0');
    const seen: (string | undefined)[] = [];
    subscribeViewer(engine, 'h264', isBaseline).attach({
      sendFrame: ({ h264Profile }) => seen.push(h264Profile) > 0,
    });
    const taken = ['42c0', '6400', '6400', undefined, '', '42e0'].map((profile) =>
      engine.sink?.sendFrame(frameOf(profile)),
    );
    expect(seen).toEqual(['42c0', undefined, '', '42e0']);
    expect(taken).toEqual([true, true, true, true, true, true]);
  });

  test.each(['h265', 'vp9', 'av1'] as const)('of H.264 gets an encode of a source that is %s', (codec) => {
    const key = sourceVideoOf(codec);
    subscribeViewer(engine, 'h264', isBaseline);
    subscribeViewer(engine, 'vp8', isBaseline);
    engine.say('available', undefined, { key });
    // Each waited at the source of its own codec until that was known.
    const vp8 = [sourceVideoOf('vp8'), fullVideo('vp8')].map(renditionKeyId);
    expect(engine.keys.toSorted()).toEqual([source, full, ...vp8].toSorted());
    engine.keys.splice(0);
    subscribeViewer(engine, codec, isBaseline);
    expect(engine.keys).toEqual([renditionKeyId(key)]);
  });

  test('listens to no news once it is released', () => {
    const viewer = subscribeViewer(engine, 'h264', isBaseline);
    viewer.release();
    expect([engine.released, engine.renditions$.observed]).toEqual([1, false]);
    engine.say('unavailable');
    expect(engine.keys).toEqual([source]);
  });

  test.each(['vp8', 'h264'] as const)('of a stream without passthrough has the encode alone: %s', (codec) => {
    engine = new FarEngine(false);
    const listen = jest.spyOn(engine.renditions$, 'subscribe');
    subscribeViewer(engine, codec, isBaseline);
    expect(engine.keys).toEqual([renditionKeyId(fullVideo(codec))]);
    expect(listen).not.toHaveBeenCalled();
  });
});

describe('a viewer of a ladder', () => {
  const rungs = [
    { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000 },
    { rung: 'half', width: 640, height: 360, bitrateBps: 800_000 },
    { rung: 'quarter', width: 320, height: 180, bitrateBps: 320_000 },
  ];
  const half = renditionKeyId(videoRung('h264', 'half'));
  let engine: FarEngine;

  beforeEach(() => {
    engine = new FarEngine(true);
    engine.ladder$.next({ rungs, encoderFollows: false });
  });

  const names = (viewer: ViewerSubscription): string[] => viewer.rungs.map(({ rung }) => rung);

  test('has the source for its best rung while it decodes that, with the rate that was measured', () => {
    engine.say('available', '42c0', { width: 1920, height: 1080, bitrateBps: 6_000_000 });
    const viewer = subscribeViewer(engine, 'h264', isBaseline);
    expect(viewer.rung).toBe('source');
    expect(viewer.rungs).toEqual([
      { rung: 'source', width: 1920, height: 1080, bitrateBps: 6_000_000 },
      ...rungs.slice(1),
    ]);
    engine.say('available', '6400');
    expect([viewer.rung, viewer.rungs]).toEqual(['full', rungs]);
  });

  test('says when the ladder has changed, once it can be selected from', () => {
    const viewer = subscribeViewer(engine, 'vp8', isBaseline);
    viewer.select('quarter');
    const heard: string[][] = [];
    viewer.watchLadder(() => {
      heard.push([...names(viewer), `on ${viewer.rung}`]);
      viewer.select('third');
    });
    engine.say('unavailable');
    expect(heard).toEqual([]);
    const third = { rung: 'third', width: 426, height: 240, bitrateBps: 500_000 };
    engine.ladder$.next({ rungs: [...rungs.slice(0, 2), third], encoderFollows: false });
    expect(heard).toEqual([['full', 'half', 'third', 'on third']]);
    expect(engine.keys.at(-1)).toBe(renditionKeyId(videoRung('vp8', 'third')));
  });

  test('has no encoder that follows while the source is its best rung', () => {
    engine.ladder$.next({ rungs, encoderFollows: true });
    engine.say('available', '42c0');
    const viewer = subscribeViewer(engine, 'h264', isBaseline);
    expect(viewer.encoderFollows).toBe(false);
    engine.say('unavailable');
    expect(viewer.encoderFollows).toBe(true);
  });

  test('has no source where it has another codec', () => {
    engine.say('available', '42c0');
    const viewer = subscribeViewer(engine, 'vp8', isBaseline);
    viewer.select('half');
    expect(viewer.rungs).toEqual(rungs);
    expect(engine.keys).toEqual(['full', 'half'].map((rung) => renditionKeyId(videoRung('vp8', rung))));
  });

  test('is switched to what is selected, and to what its best rung is then', () => {
    engine.say('unavailable');
    const viewer = subscribeViewer(engine, 'h264', isBaseline);
    viewer.select('half');
    viewer.select('half');
    viewer.select('nothing');
    expect(viewer.rung).toBe('half');
    engine.say('available', '42c0');
    expect(viewer.rung).toBe('half');
    viewer.select('full');
    expect(viewer.rung).toBe('source');
    expect(engine.keys).toEqual([full, half, source]);
  });

  test('waits for the next key frame of the source, and for no other', () => {
    engine.say('available', '42c0');
    const viewer = subscribeViewer(engine, 'h264', isBaseline);
    viewer.select('half');
    viewer.select('source');
    expect(engine.starts.slice(-2)).toEqual(['cached', 'next-key-frame']);
    engine.say('unavailable');
    expect([engine.keys.at(-1), engine.starts.at(-1)]).toEqual([full, 'cached']);
  });

  test('is on the lowest rung left where its own is gone, and back with it', () => {
    engine.say('unavailable');
    const viewer = subscribeViewer(engine, 'vp8');
    viewer.select('quarter');
    engine.ladder$.next({ rungs: rungs.slice(0, 2), encoderFollows: true });
    expect([viewer.rung, names(viewer), viewer.encoderFollows]).toEqual(['half', ['full', 'half'], true]);
    engine.ladder$.next({ rungs, encoderFollows: false });
    expect([viewer.rung, viewer.encoderFollows]).toEqual(['quarter', false]);
  });

  test('tells what its path carries', () => {
    for (const codec of ['vp8', 'h264'] as const) {
      const viewer = subscribeViewer(engine, codec);
      const sink = { bandwidthBps: 1, sendFrame: () => true };
      viewer.attach(sink);
      sink.bandwidthBps = 500_000;
      expect(engine.sink?.bandwidthBps).toBe(500_000);
    }
  });

  test('has one rung before the engine has said which there are', () => {
    const viewer = subscribeViewer(new FarEngine(false), 'h264');
    viewer.select('half');
    expect([viewer.rung, names(viewer)]).toEqual(['full', ['full']]);
  });
});

describe('an engine', () => {
  test('describes what does not change', async () => {
    const { stream } = new FakeVideoStream('garden');
    expect(structuredClone(stream.describe())).toEqual({
      name: 'garden',
      tracks: [
        { kind: 'video', clockRateHz: 90_000, wallClockOffsetUs: 0, rtpOffset: 0 },
        { kind: 'audio', clockRateHz: 48_000, wallClockOffsetUs: 0, rtpOffset: 0 },
      ],
      codecs: ['h264', 'vp8'],
      passthroughEnabled: false,
      rungs: ['full'],
      adaptive: true,
      audio: 'auto',
      audioSync: true,
    });
    await stream.close();
  });

  test('refuses renditions that it does not have, and starts nothing for them', async () => {
    const { stream, capture } = new FakeVideoStream('garden');
    const unknown: RenditionKey[] = [
      sourceVideo,
      { track: 'video', codec: 'vp8', rung: 'half' },
      { track: 'audio', codec: 'pcmu', rung: 'half' },
      { track: 'video', codec: 'mjpeg' as 'vp8', rung: 'full' },
    ];
    for (const key of unknown) {
      expect(() => stream.subscribe(key)).toThrow(expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' }));
    }
    expect(capture.starts).toBe(0);
    await stream.close();
  });
});
