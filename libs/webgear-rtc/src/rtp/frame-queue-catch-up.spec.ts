import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { frameOf, mostAtOnce, PacedPeer } from '../testing/paced-peer.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FramePacer } from './frame-pacer.js';
import { batchPayloads, maxBatchPayloads } from './gso-batches.js';

describe('frames on their way to a peer that catches up', () => {
  let clock: VirtualCaptureClock;
  let pacer: FramePacer;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    pacer = new FramePacer(clock);
  });

  const viewer = (): PacedPeer => new PacedPeer(clock, pacer);

  describe('of whom it is late', () => {
    const payloadBytes = 1150;
    const groupBits = maxBatchPayloads * payloadBytes * 8;

    /** A frame of real size that others have been shown. */
    function late(batches: number, name: number, keyFrame = false): PacketizedFrame {
      const payloads = Array.from({ length: batches * maxBatchPayloads }, () => Buffer.alloc(payloadBytes));
      return frameOf(1, name, { keyFrame, catchUp: true, ...batchPayloads(payloads) });
    }

    test('gets a key frame of 64 kB within 20 ms, and what follows at ten times the rate of the stream', async () => {
      const { sent, queue, offer } = viewer();
      offer(late(3, 0, true));
      // 30 groups a second: 4.4 Mbit/s, so ten times are more than the 20 Mbit/s there may be.
      for (let frame = 1; frame < 180; frame++) offer(late(1, frame));
      await clock.advance(20);
      expect(sent.filter(([, frame]) => frame === 0)).toHaveLength(3);
      await clock.advance(980);
      const bits = sent.length * groupBits;
      expect(bits).toBeLessThan(21_000_000);
      expect(bits).toBeGreaterThan(18_000_000);
      expect(mostAtOnce(sent)).toBe(1);
      expect(queue.framesGivenUp).toBe(0);
    });

    test.each(['during the key frame', 'after it'])(
      'falls back to one and a half times the rate at a sign of congestion %s',
      async (when) => {
        const { sent, queue, offer } = viewer();
        // 4.4 Mbit/s: 30 groups a second.
        for (let frame = 0; frame < 180; frame++) offer(late(1, frame, frame === 0));
        await clock.advance(when === 'after it' ? 50 : 0);
        queue.noteCongestion(clock.nowUs());
        const before = sent.length;
        await clock.advance(1000);
        expect(sent.length - before).toBeGreaterThanOrEqual(40);
        expect(sent.length - before).toBeLessThanOrEqual(46);
        await clock.advance(5000);
        // Five seconds later the path may have room again.
        expect(queue.empty).toBe(true);
      },
    );

    test('gets no more than 64 kB of a large key frame in a hurry', async () => {
      const { sent, offer } = viewer();
      offer(late(20, 0, true));
      await clock.advance(20);
      expect(sent).toHaveLength(4);
      // 18.4 kB a group at 20 Mbit/s: one in 7.4 ms.
      await clock.advance(74);
      expect(sent.length).toBeGreaterThanOrEqual(13);
      expect(sent.length).toBeLessThanOrEqual(15);
    });

    test('catches up with a slow stream at ten times its rate', async () => {
      const { sent, queue, offer } = viewer();
      const small = { catchUp: true, ...batchPayloads([Buffer.alloc(1000)]) };
      // 240 kbit/s for four seconds.
      for (let frame = 0; frame < 120; frame++) offer(frameOf(1, frame, { ...small, keyFrame: frame === 0 }));
      await clock.advance(300);
      expect(sent.length).toBeLessThan(110);
      await clock.advance(150);
      expect(sent).toHaveLength(120);
      expect(queue.empty).toBe(true);
    });

    test('is not given up for what comes meanwhile, and is at the live edge in the end', async () => {
      const { sent, queue, offer } = viewer();
      for (let frame = 0; frame < 120; frame++) offer(late(1, frame, frame === 0));
      for (let frame = 120; frame < 220; frame++) {
        expect(offer({ ...late(1, frame), catchUp: false })).toBe(true);
        await clock.advance(33);
      }
      expect(queue.framesGivenUp).toBe(0);
      expect(queue.empty).toBe(true);
      expect(sent.map(([, frame]) => frame)).toEqual(Array.from({ length: 220 }, (_, frame) => frame));
    });

    test('goes on with the next key frame instead of all that comes before it', async () => {
      const { sent, queue, offer } = viewer();
      for (let frame = 0; frame < 120; frame++) offer(late(1, frame, frame === 0));
      await clock.advance(100);
      offer({ ...late(1, 120, true), catchUp: false });
      offer({ ...late(1, 121), catchUp: false });
      await clock.advance(50);
      expect(sent.slice(-2).map(([, frame]) => frame)).toEqual([120, 121]);
      expect(queue.empty).toBe(true);
      expect(queue.framesGivenUp).toBeGreaterThan(80);
    });

    test('that begins once more gets nothing of the first time after it', async () => {
      const { sent, queue, offer } = viewer();
      for (let frame = 0; frame < 60; frame++) offer(late(1, frame, frame === 0));
      await clock.advance(50);
      for (let frame = 0; frame < 60; frame++) offer(late(1, 1000 + frame, frame === 0));
      expect(queue.holdsKeyFrame).toBe(true);
      await clock.advance(1000);
      const names = sent.map(([, frame]) => frame);
      expect(names.indexOf(1000)).toBeGreaterThan(0);
      expect(names.slice(names.indexOf(1000))).toEqual(
        Array.from({ length: 60 }, (_, frame) => 1000 + frame),
      );
      expect(queue.holdsKeyFrame).toBe(false);
    });

    test('is given up when the network takes nothing for a second', async () => {
      const { network, queue, offer } = viewer();
      for (let frame = 0; frame < 60; frame++) offer(late(1, frame, frame === 0));
      network.takes = false;
      await clock.advance(900);
      expect(offer({ ...late(1, 60), catchUp: false })).toBe(true);
      await clock.advance(200);
      expect(offer({ ...late(1, 61), catchUp: false })).toBe(false);
      expect(queue.empty).toBe(true);
    });
  });
});
