import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LadderDescription, StreamEngine } from '../broadcast/stream-engine.js';
import { subscribeViewer } from '../broadcast/viewer-subscription.js';
import { fullVideo, videoRung, type RenditionKey } from '../media/rendition-key.js';
import { RecordingSink as Sink, type SourceAction, type StreamEngineRig } from './stream-engine-rig.js';

/** What holds for the quality ladder of every stream engine, wherever the stream is made. */
export function describeLadder(name: string, createRig: () => Promise<StreamEngineRig>): void {
  describe(`the ladder of a stream engine: ${name}`, () => {
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
    const watch = async (key: RenditionKey = fullVideo('h264')): Promise<Sink> => {
      const sink = new Sink();
      engine.subscribe(key, sink);
      await rig.settle();
      return sink;
    };

    test('tells its rungs once it knows the size of its frames', async () => {
      const said: LadderDescription[] = [];
      const listening = engine.ladder$.subscribe((ladder) => said.push(ladder));
      await rig.settle();
      await watch();
      await give('frame');
      await rig.settle();
      listening.unsubscribe();
      expect(said[0]).toEqual({
        rungs: [{ rung: 'full', width: 0, height: 0, bitrateBps: 4_500_000 }],
        encoderFollows: true,
      });
      expect(said.at(-1)).toEqual({
        rungs: [
          { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000 },
          { rung: 'half', width: 640, height: 360, bitrateBps: 800_000 },
          { rung: 'quarter', width: 320, height: 180, bitrateBps: 320_000 },
        ],
        encoderFollows: true,
      });
    });

    test('serves a viewer from the rung that is selected, from a key frame on, and encodes no other', async () => {
      const sink = new Sink();
      const viewer = subscribeViewer(engine, 'vp8');
      viewer.attach(sink);
      await rig.settle();
      // The first tells that there is nothing to pass through.
      await give('frame', 'frame', 'frame', 'frame');
      await rig.settle();
      for (const rung of ['half', 'full']) {
        viewer.select(rung);
        await rig.settle();
        await give('frame', 'frame', 'frame', 'frame');
        await rig.settle();
        expect((await rig.origin()).stats.renditions).toMatchObject([{ rung, peers: 1, encodersOpened: 1 }]);
      }
      const timesUs = sink.received.map(({ captureTimeUs }) => captureTimeUs);
      expect(new Set(timesUs).size).toBe(timesUs.length);
      expect(timesUs.length).toBeGreaterThanOrEqual(9);
      expect(sink.kinds).toMatch(/^Kd+Kd+Kd+$/);
      viewer.release();
    });

    test('adapts the encoder to the path of the only viewer, and no longer when there are two', async () => {
      const sink = await watch();
      sink.bandwidthBps = 1_000_000;
      const rateOfFull = async (): Promise<number | undefined> => {
        for (let count = 0; count < 10; count++) await give('frame');
        return (await rig.origin()).stats.renditions[0]?.bitrateBps;
      };
      expect(await rateOfFull()).toBe(900_000);
      sink.bandwidthBps = 1_030_000;
      expect(await rateOfFull()).toBe(900_000);
      sink.bandwidthBps = 2_000_000;
      expect(await rateOfFull()).toBe(1_800_000);
      const other = await watch(videoRung('h264', 'half'));
      other.bandwidthBps = 200_000;
      expect(await rateOfFull()).toBe(2_000_000);
    });
  });
}
