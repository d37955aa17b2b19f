import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subscribeViewer } from '../broadcast/viewer-subscription.js';
import type { RenditionDescription, StreamEngine } from '../broadcast/stream-engine.js';
import { audioRendition, fullVideo, sourceVideo, videoRung } from '../media/rendition-key.js';
import type { StreamState } from '../media/stream-stats.js';
import { describeAudio } from './audio-conformance.js';
import { describeLadder } from './ladder-conformance.js';
import { RecordingSink as Sink, type SourceAction, type StreamEngineRig } from './stream-engine-rig.js';

const h264 = fullVideo('h264');
const vp8 = fullVideo('vp8');

/** What holds for every stream engine, wherever the stream is made. */
export function describeStreamEngine(name: string, createRig: () => Promise<StreamEngineRig>): void {
  describeLadder(name, createRig);
  describeAudio(name, createRig);
  describe(`stream engine: ${name}`, () => {
    let rig: StreamEngineRig;
    let engine: StreamEngine;

    beforeEach(async () => {
      rig = await createRig();
      ({ engine } = rig);
    });

    afterEach(() => rig.close());

    const give = async (...actions: SourceAction[]): Promise<void> => {
      for (const action of actions) await rig.act(action);
    };
    const watch = async (key = h264): Promise<Sink> => {
      const sink = new Sink();
      engine.subscribe(key, sink);
      await rig.settle();
      return sink;
    };
    const peersAtOrigin = async (): Promise<number[]> =>
      (await rig.origin()).stats.renditions.map(({ peers }) => peers);

    test('describes what does not change', () => {
      expect(engine.name).toBe('garden');
      expect(engine.describe()).toEqual({
        name: 'garden',
        tracks: [
          { kind: 'video', clockRateHz: 90_000, wallClockOffsetUs: 0, rtpOffset: 0 },
          { kind: 'audio', clockRateHz: 48_000, wallClockOffsetUs: 0, rtpOffset: 0 },
        ],
        codecs: ['h264', 'vp8'],
        passthroughEnabled: true,
        rungs: ['full', 'half', 'quarter'],
        adaptive: true,
        audio: 'auto',
        audioSync: true,
      });
      expect(structuredClone(engine.describe())).toEqual(engine.describe());
    });

    test('starts the source with the first subscription, and not before', async () => {
      expect((await rig.origin()).starts).toBe(0);
      engine.subscribe(h264);
      await rig.settle();
      expect((await rig.origin()).starts).toBe(1);
    });

    test('delivers from a key frame on, the same to all, and encodes once', async () => {
      const sinks = [await watch(), await watch(), await watch()];
      await give('frame', 'frame');
      for (const sink of sinks) expect(sink.kinds).toBe('Kd');
      const { renditions } = (await rig.origin()).stats;
      expect(renditions).toMatchObject([{ codec: 'h264', encodersOpened: 1, framesEncoded: 2, peers: 3 }]);
    });

    test('has a key frame ready for a sink whose coming was announced', async () => {
      await watch();
      for (let count = 0; count < 20; count++) await give('frame');
      const subscription = engine.subscribe(h264);
      subscription.prepare();
      await rig.settle();
      await give('frame', 'frame');
      const sink = new Sink();
      subscription.attach(sink);
      expect(sink.kinds).toBe('Kd');
    });

    test('makes a key frame on request', async () => {
      const sink = new Sink();
      const subscription = engine.subscribe(h264, sink);
      await rig.settle();
      await give('frame');
      await rig.advance(1000);
      subscription.requestKeyFrame();
      await rig.settle();
      await give('frame', 'frame');
      expect(sink.kinds).toBe('KKd');
    });

    test('restarts a sink that could not take a frame with a key frame, and no other sink notices', async () => {
      const slow = new Sink();
      const subscription = engine.subscribe(h264, slow);
      const other = await watch();
      await give('frame');
      await rig.advance(1000);
      slow.full = true;
      await give('frame');
      slow.full = false;
      await rig.settle();
      await give('frame', 'frame');
      expect(slow.kinds).toBe('KKd');
      expect(other.kinds).toBe('KdKd');
      expect(subscription.framesDropped()).toBe(1);
    });

    test('changes to another rendition at its key frame, and delivers the current one until then', async () => {
      const sink = new Sink();
      const subscription = engine.subscribe(h264, sink);
      await rig.settle();
      await give('frame');
      subscription.switchTo(vp8);
      await rig.settle();
      await give('frame', 'frame', 'frame');
      const codecs = sink.received.map(({ codec }) => codec);
      expect(codecs.slice(0, 1)).toEqual(['h264']);
      expect(codecs.at(-1)).toBe('vp8');
      expect(sink.received[codecs.indexOf('vp8')]?.keyFrame).toBe(true);
      await rig.settle();
      expect((await rig.origin()).stats.renditions).toMatchObject([{ codec: 'vp8', peers: 1 }]);
    });

    test('ends a rendition with its last subscription', async () => {
      const [first, second] = [engine.subscribe(h264, new Sink()), engine.subscribe(h264, new Sink())];
      await rig.settle();
      await give('frame');
      first.release();
      first.release();
      await rig.settle();
      await give('frame');
      expect(await peersAtOrigin()).toEqual([1]);
      second.release();
      await rig.settle();
      expect(await peersAtOrigin()).toEqual([]);
    });

    test('delivers nothing after the release', async () => {
      const sink = new Sink();
      const subscription = engine.subscribe(h264, sink);
      await watch();
      subscription.release();
      subscription.attach(sink);
      subscription.requestKeyFrame();
      subscription.switchTo(vp8);
      await rig.settle();
      await give('frame');
      expect(sink.received).toEqual([]);
      expect(await peersAtOrigin()).toEqual([1]);
    });

    test('starts a source that has ended again for a viewer who subscribes, although others still do', async () => {
      await watch();
      await give('open', 'end');
      await watch();
      expect((await rig.origin()).starts).toBe(2);
    });

    test('refuses a rendition that the stream does not have, and leaves everything as it is', async () => {
      const unknown = expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' });
      const audio = audioRendition('pcma', 'half');
      expect(() => engine.subscribe(audio)).toThrow(unknown);
      expect(() => engine.subscribe(videoRung('h264', '360p'))).toThrow(unknown);
      const sink = new Sink();
      const subscription = engine.subscribe(h264, sink);
      expect(() => subscription.switchTo(audio)).toThrow(unknown);
      await rig.settle();
      await give('frame');
      expect(sink.kinds).toBe('K');
    });

    test('tells its state now and after each change', async () => {
      const states: StreamState[] = [];
      const listening = engine.state$.subscribe((state) => states.push(state));
      await rig.settle();
      await watch();
      await give('open');
      expect(states).toEqual(['idle', 'starting', 'live']);
      listening.unsubscribe();
    });

    test('tells whether the source may be sent as it is, and its profile', async () => {
      const seen: RenditionDescription['availability'][] = [];
      let latest: RenditionDescription | undefined;
      const listening = engine.renditions$.subscribe((renditions) => {
        latest = renditions.find(({ key }) => key.rung === 'source');
        if (latest !== undefined && latest.availability !== seen.at(-1)) seen.push(latest.availability);
      });
      await rig.settle();
      expect((await rig.origin()).starts).toBe(1);
      await give('open', 'encoded key frame');
      expect(latest).toMatchObject({ key: sourceVideo, availability: 'available', h264Profile: '4d40' });
      await give('slate', 'slate');
      expect(seen).toEqual(['unknown', 'available', 'unavailable']);
      listening.unsubscribe();
    });

    test('sends the frames of the source, and catches a viewer up who comes between key frames', async () => {
      const listening = engine.renditions$.subscribe();
      await rig.settle();
      await give('open');
      const first = await watch(sourceVideo);
      await give('encoded key frame', 'encoded frame', 'encoded frame');
      const late = await watch(sourceVideo);
      await give('encoded frame');
      expect(first.kinds).toBe('Kddd');
      expect(late.kinds).toBe('Kddd');
      expect(late.received.map(({ catchUp = false }) => catchUp)).toEqual([true, true, true, false]);
      const stamps = late.received.map(({ rtpTimestamp }) => rtpTimestamp);
      expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
      expect((await rig.origin()).stats.renditions).toMatchObject([{ passthrough: true, peers: 2 }]);
      listening.unsubscribe();
    });

    test('serves a viewer from the source while there is something it decodes, else from the encoder', async () => {
      const [sink, other] = [new Sink(), new Sink()];
      const viewers = [
        subscribeViewer(engine, 'h264', () => true),
        subscribeViewer(engine, 'h264', (profile) => profile.startsWith('42')),
      ];
      viewers[0]?.attach(sink);
      viewers[1]?.attach(other);
      await rig.settle();
      await give('open', 'encoded key frame', 'encoded frame');
      await rig.settle();
      expect(sink.kinds).toBe('Kd');
      expect(sink.received.map(({ h264Profile }) => h264Profile)).toEqual(['4d40', '4d40']);
      await give('slate', 'slate', 'slate');
      expect(sink.received.at(-1)?.h264Profile).toBeUndefined();
      await give('encoded key frame', 'encoded frame', 'encoded frame');
      expect(sink.received.at(-1)?.h264Profile).toBe('4d40');
      expect(other.received.length).toBeGreaterThan(0);
      expect(other.received.every(({ h264Profile }) => h264Profile === undefined)).toBe(true);
      for (const viewer of viewers) viewer.release();
      await rig.settle();
      expect((await rig.origin()).stats).toMatchObject({ renditions: [] });
    });

    test('knows the H.264 level once the source is open', async () => {
      await watch();
      await give('open');
      expect(await engine.h264LevelIdc(40)).toBe(31);
    });

    test('ends everything when it is closed, once', async () => {
      const sink = await watch();
      await Promise.all([engine.close(), engine.close()]);
      await rig.settle();
      expect(engine.stats().state).toBe('closed');
      expect((await rig.origin()).stats.renditions).toEqual([]);
      await give('frame');
      expect(sink.received).toEqual([]);
    });
  });
}
