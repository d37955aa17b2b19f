import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import { audioRendition, fullVideo } from '../media/rendition-key.js';
import { RecordingSink as Sink, type SourceAction, type StreamEngineRig } from './stream-engine-rig.js';

const opus = audioRendition('opus');

/** What holds for the sound of every stream engine, wherever the stream is made. */
export function describeAudio(name: string, createRig: () => Promise<StreamEngineRig>): void {
  describe(`the sound of a stream engine: ${name}`, () => {
    let rig: StreamEngineRig;
    let engine: StreamEngine;

    beforeEach(async () => {
      rig = await createRig();
      ({ engine } = rig);
    });

    afterEach(() => rig.close());

    const give = async (...actions: SourceAction[]): Promise<void> => {
      for (const action of actions) await rig.act(action);
      await rig.settle();
    };
    const listen = async (key = opus): Promise<Sink> => {
      const sink = new Sink();
      engine.subscribe(key, sink);
      await rig.settle();
      return sink;
    };
    const encodersAtOrigin = async (): Promise<[string, number, number][]> => {
      const { renditions } = (await rig.origin()).stats;
      return renditions.map(({ codec, encodersOpened, peers }) => [codec, encodersOpened, peers]);
    };

    test('describes what the source has, once it has said so', async () => {
      engine.subscribe(opus);
      await rig.settle();
      const unknown = engine.audio(40);
      await rig.advance(50);
      expect(await unknown).toEqual({ channels: 2, codecs: ['opus'] });
      await give('open');
      expect(await engine.audio(0)).toEqual({ channels: 1, codecs: ['opus', 'pcmu'] });
    });

    test('describes none of a source that has no sound', async () => {
      engine.subscribe(fullVideo('h264'));
      await rig.settle();
      await give('open without sound');
      expect(await engine.audio(0)).toBeUndefined();
    });

    test('delivers each packet to all listeners, and makes it once', async () => {
      const sinks = [await listen(), await listen(), await listen()];
      await give('open', 'sound', 'sound', 'sound');
      for (const { received } of sinks) {
        expect(received.map(({ codec, keyFrame, payloads }) => [codec, keyFrame, payloads.length])).toEqual(
          Array.from({ length: 3 }, () => ['opus', true, 1]),
        );
        const [first, second, third] = received.map(({ rtpTimestamp }) => rtpTimestamp);
        expect([(second ?? 0) - (first ?? 0), (third ?? 0) - (second ?? 0)]).toEqual([1584, 1584]);
        expect(received[0]?.rtpTimestamp).toBe(Math.round((received[0]?.captureTimeUs ?? 0) * 0.048));
      }
      expect(await encodersAtOrigin()).toEqual([['opus', 1, 3]]);
    });

    test('begins with the newest packet, never with more', async () => {
      await listen();
      await give('open', 'sound', 'sound', 'sound', 'sound');
      const late = await listen();
      expect(late.received).toHaveLength(1);
      await give('sound');
      expect(late.received).toHaveLength(2);
      await rig.advance(1000);
      const later = await listen();
      expect(later.received).toHaveLength(0);
    });

    test('sends the source’s own G.711 on the clock of that', async () => {
      const sink = await listen(audioRendition('pcmu', 'source'));
      await give('open', 'sound', 'sound');
      const [first, second] = sink.received;
      expect(first?.codec).toBe('pcmu');
      expect((second?.rtpTimestamp ?? 0) - (first?.rtpTimestamp ?? 0)).toBe(264);
      expect((await rig.origin()).stats.renditions).toMatchObject([{ track: 'audio', passthrough: true }]);
    });

    test('goes on for a listener that could not take a packet, with the next one', async () => {
      const slow = new Sink();
      const subscription = engine.subscribe(opus, slow);
      const other = await listen();
      await give('open', 'sound');
      slow.full = true;
      await give('sound');
      slow.full = false;
      await give('sound');
      expect([slow.received.length, other.received.length]).toEqual([2, 3]);
      expect(subscription.framesDropped()).toBe(1);
      subscription.release();
    });

    test('reads and encodes only while there are listeners', async () => {
      engine.subscribe(fullVideo('h264'), new Sink());
      await rig.settle();
      await give('open', 'frame', 'sound');
      expect((await rig.origin()).audioListeners).toBe(0);
      const listeners = [engine.subscribe(opus, new Sink()), engine.subscribe(opus, new Sink())];
      await rig.settle();
      await give('sound');
      expect((await rig.origin()).audioListeners).toBe(1);
      expect(await encodersAtOrigin()).toContainEqual(['opus', 1, 2]);
      for (const listener of listeners) listener.release();
      await rig.settle();
      await give('sound');
      expect((await rig.origin()).audioListeners).toBe(0);
      expect(await encodersAtOrigin()).toEqual([['h264', 1, 1]]);
    });

    test('leaves the encoder of the only viewer to the path of its video', async () => {
      const sink = new Sink();
      sink.bandwidthBps = 1_000_000;
      engine.subscribe(fullVideo('h264'), sink);
      const sound = await listen();
      sound.bandwidthBps = 100_000;
      await give('open');
      for (let count = 0; count < 10; count++) await give('frame', 'sound');
      const { renditions } = (await rig.origin()).stats;
      expect(renditions.find(({ track }) => track === 'video')?.bitrateBps).toBe(900_000);
    });

    test('refuses other renditions, and a change from one track to the other', async () => {
      const unknown = expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' });
      for (const key of [
        audioRendition('opus', 'half'),
        audioRendition('opus', 'source'),
        audioRendition('pcma'),
      ]) {
        expect(() => engine.subscribe(key)).toThrow(unknown);
      }
      const [video, sound] = [engine.subscribe(fullVideo('h264')), engine.subscribe(opus)];
      expect(() => video.switchTo(opus)).toThrow(unknown);
      expect(() => sound.switchTo(fullVideo('h264'))).toThrow(unknown);
      await rig.settle();
    });

    test('ends with the stream', async () => {
      const sink = await listen();
      await give('open', 'sound');
      await engine.close();
      await rig.settle();
      expect(await encodersAtOrigin()).toEqual([]);
      await give('sound');
      expect(sink.received).toHaveLength(1);
      expect((await rig.origin()).audioListeners).toBe(0);
    });
  });
}
