import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FramePacer } from './frame-pacer.js';
import { FrameQueue, maxQueuedFrames } from './frame-queue.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { maxRunPayloads, batchPayloads } from './gso-batches.js';
import type { SentFrame } from './retransmission-history.js';
import { RtpHeaderTemplate } from './rtp-header-template.js';
import { burstWindowUs } from './send-pace.js';

const header = new RtpHeaderTemplate(96, 1);

function frameOf(runs: number, name = 0, over: Partial<PacketizedFrame> = {}): PacketizedFrame {
  const payloads = Array.from({ length: runs * maxRunPayloads }, () => Buffer.alloc(10));
  return {
    codec: 'vp8',
    keyFrame: runs > 2,
    captureTimeUs: name * 33_333,
    rtpTimestamp: name,
    ...batchPayloads(payloads),
    ...over,
  };
}

/** Most runs that left within any window. */
function mostAtOnce(sent: readonly (readonly [atMs: number, frame: number])[]): number {
  const within = (fromMs: number): number =>
    sent.filter(([atMs]) => atMs >= fromMs && atMs < fromMs + burstWindowUs / 1000).length;
  return Math.max(...sent.map(([atMs]) => within(atMs)));
}

describe('frames on their way', () => {
  let clock: VirtualCaptureClock;
  let pacer: FramePacer;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    pacer = new FramePacer(clock);
  });

  /** A viewer, and when which frame's runs left for it. */
  function viewer() {
    const sent: [atMs: number, frame: number][] = [];
    const network = { takes: true };
    const queue = new FrameQueue({
      begin: (frame, nowUs): SentFrame => ({
        frame,
        header,
        firstIndex: 0,
        sentAtUs: nowUs,
        runsSent: 0,
        packetsSent: 0,
      }),
      sendNextRun: (sentFrame) => {
        if (!network.takes) return false;
        sentFrame.runsSent++;
        sent.push([clock.nowUs() / 1000, sentFrame.frame.rtpTimestamp]);
        return true;
      },
    });
    const offer = (frame: PacketizedFrame): boolean => {
      const taken = queue.offer(frame, clock.nowUs());
      pacer.watch(queue);
      return taken;
    };
    return { sent, network, queue, offer };
  }

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
    const run = (): Buffer[] => Array.from({ length: maxRunPayloads }, () => Buffer.alloc(1150));
    // 12 groups a frame are 53 Mbit/s.
    for (let frame = 0; frame < 60; frame++) {
      const payloads = Array.from({ length: 12 }, run).flat();
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

  describe('of whom it is late', () => {
    const payloadBytes = 1150;
    const groupBits = maxRunPayloads * payloadBytes * 8;

    /** A frame of real size that others have been shown. */
    function late(runs: number, name: number, keyFrame = false): PacketizedFrame {
      const payloads = Array.from({ length: runs * maxRunPayloads }, () => Buffer.alloc(payloadBytes));
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
