import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { frameOf, mostAtOnce, PacedPeer } from '../testing/paced-peer.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FramePacer } from './frame-pacer.js';
import { maxQueuedFrames } from './frame-queue.js';
import { batchPayloads, maxBatchPayloads } from './gso-batches.js';

describe('frames on their way', () => {
  let clock: VirtualCaptureClock;
  let pacer: FramePacer;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    pacer = new FramePacer(clock);
  });

  const viewer = (): PacedPeer => new PacedPeer(clock, pacer);

  test('an ordinary frame leaves at once and leaves nothing to wait for', () => {
    const { sent, queue, offer } = viewer();
    expect(offer(frameOf(1))).toBe(true);
    expect(sent).toHaveLength(1);
    expect(queue.empty).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test('a key frame of a hundred packets leaves in groups, one every five milliseconds', async () => {
    const { sent, offer } = viewer();
    offer(frameOf(7));
    expect(sent).toHaveLength(1);
    await clock.advance(33);
    expect(sent.map(([atMs]) => atMs)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    expect(mostAtOnce(sent)).toBe(1);
  });

  test('a frame that comes meanwhile waits for its turn', async () => {
    const { sent, offer } = viewer();
    offer(frameOf(3, 1));
    offer(frameOf(1, 2));
    await clock.advance(20);
    expect(sent).toEqual([
      [0, 1],
      [5, 1],
      [10, 1],
      [15, 2],
    ]);
  });

  test('a stream that is faster than groups of that size leaves in larger ones, and never falls behind', async () => {
    const { sent, queue, offer } = viewer();
    const batch = (): Buffer[] => Array.from({ length: maxBatchPayloads }, () => Buffer.alloc(1150));
    // 12 groups a frame are 53 Mbit/s.
    for (let frame = 0; frame < 60; frame++) {
      const payloads = Array.from({ length: 12 }, batch).flat();
      offer(frameOf(1, frame, batchPayloads(payloads)));
      await clock.advance(33);
    }
    expect(queue.framesGivenUp).toBe(0);
    expect(sent.length).toBeGreaterThan(59 * 12);
  });

  describe('of a stream whose rate is known', () => {
    const packets = (count: number): PacketizedFrame['payloads'] =>
      Array.from({ length: count }, () => Buffer.alloc(1150));

    /** Two seconds of six packets a frame: 1.66 Mbit/s at 30 frames a second. */
    async function inPlay() {
      const peer = viewer();
      for (let frame = 0; frame < 66; frame++) {
        peer.offer(frameOf(1, frame, { keyFrame: frame === 0, ...batchPayloads(packets(6)) }));
        await clock.advance(1000 / 30);
      }
      peer.sent.splice(0);
      return { ...peer, startMs: clock.nowUs() / 1000 };
    }

    test('a frame of one group still leaves at once', async () => {
      const { sent, queue, offer } = await inPlay();
      offer(frameOf(1, 66, batchPayloads(packets(16))));
      expect(sent).toHaveLength(1);
      expect(queue.empty).toBe(true);
    });

    test('a key frame leaves at one and a half times the rate, within a tenth of a second', async () => {
      const { sent, queue, offer, startMs } = await inPlay();
      // 36 kB: 2.5 Mbit/s would take 116 ms.
      offer(frameOf(1, 66, { keyFrame: true, ...batchPayloads(packets(32)) }));
      await clock.advance(200);
      const leftMs = sent.map(([atMs]) => atMs - startMs);
      expect(leftMs).toHaveLength(2);
      expect(leftMs[0]).toBe(0);
      expect(leftMs[1]).toBeGreaterThan(40);
      expect(leftMs[1]).toBeLessThan(65);
      expect(queue.empty).toBe(true);
    });

    test('a scene that starts to move after a still one is not held back', async () => {
      const { sent, queue, offer, startMs } = await inPlay();
      for (let frame = 66; frame < 69; frame++) {
        offer(frameOf(1, frame, batchPayloads(packets(96))));
        await clock.advance(1000 / 30);
      }
      await clock.advance(150);
      expect(queue.empty).toBe(true);
      expect(queue.framesGivenUp).toBe(0);
      expect(Math.max(...sent.map(([atMs]) => atMs - startMs))).toBeLessThan(200);
    });
  });

  test('one timer serves all viewers, and none runs once nothing waits', async () => {
    const viewers = Array.from({ length: 10 }, () => viewer());
    for (const { offer } of viewers) offer(frameOf(7));
    expect(clock.sleeping).toBe(1);
    await clock.advance(33);
    for (const { sent } of viewers) expect(sent).toHaveLength(7);
    expect(clock.sleeping).toBe(0);
  });

  test('a viewer whose network takes nothing keeps a bounded number of frames, then starts again', async () => {
    const { sent, network, queue, offer } = viewer();
    network.takes = false;
    for (let frame = 0; frame < maxQueuedFrames; frame++) expect(offer(frameOf(1, frame))).toBe(true);
    expect(offer(frameOf(1))).toBe(false);
    expect(queue.empty).toBe(true);
    expect(queue.framesGivenUp).toBe(maxQueuedFrames);
    network.takes = true;
    await clock.advance(100);
    expect(sent).toEqual([]);
    expect(offer(frameOf(1, 4711))).toBe(true);
    expect(sent).toEqual([[100, 4711]]);
  });

  test('what was refused goes on in order when the network takes again', async () => {
    const { sent, network, offer } = viewer();
    network.takes = false;
    for (let frame = 0; frame < 3; frame++) offer(frameOf(1, frame));
    await clock.advance(20);
    network.takes = true;
    await clock.advance(12);
    expect(sent.map(([, frame]) => frame)).toEqual([0, 1, 2]);
  });

  test('a viewer that takes nothing does not delay frames of another by a tick', async () => {
    const [stuck, others] = [viewer(), Array.from({ length: 5 }, () => viewer())];
    stuck.network.takes = false;
    for (let frame = 0; frame < 90; frame++) {
      const big = frame % 30 === 0 ? 7 : 1;
      for (const { offer } of [stuck, ...others]) offer(frameOf(big, frame));
      await clock.advance(33);
    }
    for (const { sent } of others) {
      const lastRuns = sent.filter(([, frame], at) => sent[at + 1]?.[1] !== frame);
      const gaps = lastRuns.slice(1).map(([atMs], at) => atMs - (lastRuns[at]?.[0] ?? 0));
      expect(lastRuns).toHaveLength(90);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(33 + 30);
    }
    expect(stuck.sent).toEqual([]);
  });

  test('a viewer that has left is not sent to', async () => {
    const { sent, queue, offer } = viewer();
    offer(frameOf(7));
    pacer.forget(queue);
    await clock.advance(20);
    expect(sent).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });
});
