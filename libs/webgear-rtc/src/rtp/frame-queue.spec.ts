import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FramePacer } from './frame-pacer.js';
import { FrameQueue, maxQueuedFrames, spreadUs } from './frame-queue.js';
import type { PacketizedFrame } from './packetized-frame.interface.js';
import { maxRunPayloads, layOutPayloads } from './payload-runs.js';
import type { SentFrame } from './retransmission-history.js';
import { RtpHeaderTemplate } from './rtp-header-template.js';

const header = new RtpHeaderTemplate(96, 1);

function frameOf(runs: number, name = 0): PacketizedFrame {
  const payloads = Array.from({ length: runs * maxRunPayloads }, () => Buffer.alloc(10));
  return {
    codec: 'vp8',
    keyFrame: runs > 1,
    captureTimeUs: 0,
    rtpTimestamp: name,
    ...layOutPayloads(payloads),
  };
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

  test('an ordinary picture leaves at once and leaves nothing to wait for', () => {
    const { sent, queue, offer } = viewer();
    expect(offer(frameOf(2))).toBe(true);
    expect(sent).toHaveLength(2);
    expect(queue.empty).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test('a key frame of a hundred packets is spread over a third of the time to the next picture', async () => {
    const { sent, offer } = viewer();
    offer(frameOf(7));
    expect(sent).toHaveLength(2);
    await clock.advance(33);
    expect(sent).toHaveLength(7);
    expect(sent.at(-1)?.[0]).toBe(spreadUs / 1000);
    const atOnce = sent.map(([instant]) => sent.filter(([atMs]) => atMs === instant).length);
    expect(Math.max(...atOnce)).toBe(2);
  });

  test('pictures to catch up with wait behind a large one, however many', async () => {
    const { sent, queue, offer } = viewer();
    const count = maxQueuedFrames * 4;
    expect(offer({ ...frameOf(7), catchUp: true })).toBe(true);
    for (let index = 1; index < count; index++) {
      expect(offer({ ...frameOf(1, index), catchUp: true })).toBe(true);
    }
    expect(offer(frameOf(1, count))).toBe(true);
    await clock.advance(33);
    expect(queue.empty).toBe(true);
    expect(sent).toHaveLength(7 + count);
    expect(sent.at(-1)?.[1]).toBe(count);
  });

  test('a picture that comes meanwhile waits for its turn', async () => {
    const { sent, offer } = viewer();
    offer(frameOf(7, 1));
    offer(frameOf(1, 2));
    await clock.advance(20);
    expect(sent.map(([, frame]) => frame)).toEqual([1, 1, 1, 1, 1, 1, 1, 2]);
  });

  test('one timer serves all viewers, and none runs once nothing waits', async () => {
    const viewers = Array.from({ length: 10 }, () => viewer());
    for (const { offer } of viewers) offer(frameOf(7));
    expect(clock.sleeping).toBe(1);
    await clock.advance(20);
    for (const { sent } of viewers) expect(sent).toHaveLength(7);
    expect(clock.sleeping).toBe(0);
  });

  test('a viewer whose network takes nothing keeps a bounded number of pictures, then starts anew', async () => {
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
    await clock.advance(2);
    expect(sent.map(([, frame]) => frame)).toEqual([0, 1, 2]);
  });

  test('a viewer that takes nothing does not move another’s pictures by a tick', async () => {
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
      expect(Math.max(...gaps)).toBeLessThanOrEqual(33 + spreadUs / 1000);
    }
    expect(stuck.sent).toEqual([]);
  });

  test('a viewer that has left is not sent to', async () => {
    const { sent, queue, offer } = viewer();
    offer(frameOf(7));
    pacer.forget(queue);
    await clock.advance(20);
    expect(sent).toHaveLength(2);
    expect(clock.sleeping).toBe(0);
  });
});
