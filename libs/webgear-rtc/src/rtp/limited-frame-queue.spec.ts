import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { readableProtector, ReportingViewer, type ArrivedPacket } from '../testing/reporting-viewer.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FramePacer } from './frame-pacer.js';
import { FrameQueue } from './frame-queue.js';
import { batchPayloads } from './gso-batches.js';
import { RtpSender } from './rtp-sender.js';

const packetBytes = 1150;
const delayMs = 20;
const [ssrc, rtxSsrc] = [1, 2];

describe('frames to a path of known bandwidth', () => {
  let clock: VirtualCaptureClock;
  let pacer: FramePacer;
  let viewer: ReportingViewer;
  let sender: RtpSender;
  let queue: FrameQueue;
  let frames: number;

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000);
    pacer = new FramePacer(clock);
    viewer = new ReportingViewer(clock, () => undefined);
    const rtx = { ssrc: rtxSsrc, payloadType: 97 };
    sender = new RtpSender({ ssrc, payloadType: 96, rtx, extensions: [] }, readableProtector, viewer.route);
    queue = new FrameQueue(sender);
    frames = 0;
  });

  /** Offers a frame of so many full packets. */
  function offer(packets: number, over: Partial<PacketizedFrame> = {}): boolean {
    frames++;
    const payloads = Array.from({ length: packets }, () => Buffer.alloc(packetBytes, frames));
    const taken = queue.offer(
      {
        codec: 'vp8',
        keyFrame: false,
        captureTimeUs: clock.nowUs(),
        rtpTimestamp: frames,
        ...batchPayloads(payloads),
        ...over,
      },
      clock.nowUs(),
    );
    pacer.watch(queue);
    return taken;
  }

  /** Two seconds of six packets a frame, 1.66 Mbit/s, after which the pace is known. */
  async function play(): Promise<number> {
    offer(20, { keyFrame: true });
    for (let frame = 1; frame < 66; frame++) {
      await viewer.advance(33);
      offer(6);
    }
    await viewer.advance(33);
    viewer.arrived.splice(0);
    return clock.nowUs() / 1000;
  }

  const media = (): ArrivedPacket[] => viewer.arrived.filter((each) => each.ssrc === ssrc);
  const leftMs = (): number[] => media().map(({ atUs }) => atUs / 1000 - delayMs);

  test('that are ordinary leave at once', async () => {
    const startMs = await play();
    queue.limit(2_500_000);
    offer(6);
    await viewer.advance(40);
    expect(leftMs().map((ms) => ms - startMs)).toEqual(Array<number>(6).fill(0));
  });

  test('that are large leave by a few packets, at the pace of the path', async () => {
    const startMs = await play();
    queue.limit(2_500_000);
    offer(60, { keyFrame: true });
    await viewer.advance(400);
    const left = leftMs().map((ms) => ms - startMs);
    expect(left).toHaveLength(60);
    // 25 ms of the pace at once, and what is beyond at 2.5 Mbit/s: 3.7 ms a packet.
    for (const [at, ms] of left.entries()) expect(ms).toBeGreaterThanOrEqual((at - 3 - 7) * 3.68 - 1);
    expect(left.at(-1)).toBeLessThan(60 * 3.68);
    const atOnce = left.map((ms) => left.filter((other) => other === ms).length);
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(8);
  });

  test('that follow a still image are not held back by its rate', async () => {
    for (let frame = 0; frame < 90; frame++) {
      offer(1, batchPayloads([Buffer.alloc(100)]));
      await viewer.advance(33);
    }
    viewer.arrived.splice(0);
    const startMs = clock.nowUs() / 1000;
    queue.limit(2_500_000);
    for (let frame = 0; frame < 20; frame++) {
      offer(6);
      await viewer.advance(33);
    }
    const endsMs = media()
      .filter(({ marker }) => marker)
      .map(({ atUs }, frame) => atUs / 1000 - delayMs - startMs - 33 * frame);
    expect(Math.max(...endsMs)).toBeLessThan(5);
  });

  test('wait no longer than a second, however low the pace', async () => {
    await play();
    queue.limit(50_000);
    offer(60, { keyFrame: true });
    await viewer.advance(1100);
    expect(media()).toHaveLength(60);
    expect(queue.empty).toBe(true);
  });

  test('say how long they take to leave', async () => {
    await play();
    queue.limit(1_000_000);
    expect(queue.queueUs).toBe(0);
    offer(60, { keyFrame: true });
    expect(queue.queueUs / 1000).toBeGreaterThan((60 - 4) * 9.2 - 1);
    expect(queue.queueUs / 1000).toBeLessThan(60 * 9.2 + 1);
  });

  describe('under load', () => {
    /** Frames wait, and the first of them is under way. */
    async function overload(): Promise<void> {
      await play();
      queue.limit(600_000);
      for (let frame = 0; frame < 10; frame++) {
        offer(12);
        await viewer.advance(33);
      }
      expect(queue.queueUs).toBeGreaterThan(500_000);
      // A third of a frame has come, and no more than another third is on its way.
      while (media().filter(({ timestamp }) => timestamp === media().at(-1)?.timestamp).length !== 4) {
        await viewer.advance(1);
      }
    }

    test('a switch does not wait for frames of the rendition before, and the viewer sees one gap', async () => {
      await overload();
      const cutShort = media().at(-1)?.timestamp;
      queue.skipToNextKeyFrame();
      const givenUpBefore = queue.framesGivenUp;
      offer(4, { keyFrame: true });
      const keyFrame = frames;
      await viewer.advance(100);
      offer(1);
      await viewer.advance(100);
      const packets = media();
      const switchAt = packets.findIndex(({ timestamp }) => timestamp === keyFrame);
      // What had left before is the beginning of a frame, and nothing follows but the key frame.
      const before = packets[switchAt - 1] as ArrivedPacket;
      expect([before.marker, before.timestamp]).toEqual([false, cutShort]);
      expect(queue.framesGivenUp).toBeGreaterThan(givenUpBefore);
      expect(packets.slice(switchAt).map(({ timestamp }) => timestamp)).toEqual([
        ...Array<number>(4).fill(keyFrame),
        keyFrame + 1,
      ]);
      const gaps = packets
        .slice(1)
        .map(({ sequenceNumber }, at) => (sequenceNumber - (packets[at]?.sequenceNumber ?? 0)) & 0xffff);
      expect(gaps.filter((gap) => gap !== 1)).toEqual([2]);
      expect(gaps[switchAt - 1]).toBe(2);

      // What is lost of the rendition before is not worth repairing any more; the number that was left out is nobody's.
      const first = packets[switchAt] as ArrivedPacket;
      const lost = [before.sequenceNumber, before.sequenceNumber + 1, first.sequenceNumber];
      sender.retransmit(
        lost.map((number) => number & 0xffff),
        clock.nowUs(),
      );
      await viewer.advance(50);
      const repeats = viewer.arrived.filter((each) => each.ssrc === rtxSsrc);
      expect(repeats.map(({ packet }) => packet.readUInt16BE(12))).toEqual([first.sequenceNumber]);
    });

    test('a key frame of the same rendition is not shown late either', async () => {
      await overload();
      offer(4, { keyFrame: true });
      const keyFrame = frames;
      await viewer.advance(100);
      expect(media().at(-1)?.timestamp).toBe(keyFrame);
    });

    test('a key frame that is under way is not given up for the next', async () => {
      await play();
      queue.limit(600_000);
      offer(40, { keyFrame: true });
      const first = frames;
      await viewer.advance(100);
      offer(6);
      offer(40, { keyFrame: true });
      await viewer.advance(500);
      expect(media().filter(({ timestamp }) => timestamp === first)).toHaveLength(40);
    });

    test('a switch gives up a key frame of the rendition before', async () => {
      await play();
      queue.limit(600_000);
      offer(40, { keyFrame: true });
      await viewer.advance(100);
      queue.skipToNextKeyFrame();
      offer(4, { keyFrame: true });
      const next = frames;
      await viewer.advance(100);
      expect(media().at(-1)?.timestamp).toBe(next);
      expect(queue.empty).toBe(true);
    });

    test('nothing is given up where the bandwidth is not known', async () => {
      await play();
      for (let frame = 0; frame < 10; frame++) offer(60);
      expect(queue.queueUs).toBeGreaterThan(150_000);
      offer(4, { keyFrame: true });
      await viewer.advance(1000);
      expect([queue.framesGivenUp, media().length]).toEqual([0, 604]);
    });
  });

  test('an ordinary frame does not wait for a little that the one before has left behind', async () => {
    await play();
    queue.limit(3_000_000);
    await viewer.advance(60);
    offer(12);
    // 12.4 kB of 13.8 are drained.
    await viewer.advance(33);
    viewer.calls.splice(0);
    offer(8);
    expect(viewer.calls.splice(0)).toEqual([8]);
    // Three times as much would be a queue on the path.
    offer(12);
    expect(viewer.calls).toEqual([]);
  });

  test('an ordinary frame that is larger than the burst leaves as a whole, a larger one in parts', async () => {
    await play();
    queue.limit(3_000_000);
    const leave = (packets: number) => {
      offer(packets);
      return viewer.calls.splice(0);
    };
    viewer.calls.splice(0);
    // 25 ms of the pace are 8 packets, 40 ms are 13.
    expect(leave(12)).toEqual([12]);
    await viewer.advance(60);
    viewer.calls.splice(0);
    expect(leave(16)).toEqual([8]);
    await viewer.advance(60);
    expect(viewer.calls.splice(0)).toEqual([8]);
  });

  test('a part leaves up to three milliseconds early, along with those of other viewers', async () => {
    await play();
    queue.limit(3_000_000);
    await viewer.advance(60);
    offer(16);
    viewer.calls.splice(0);
    const { dueUs } = queue;
    await viewer.advance((dueUs - clock.nowUs()) / 1000 - 4);
    expect(queue.sendDue(clock.nowUs())).toBe(false);
    await viewer.advance(1);
    expect(queue.sendDue(dueUs - 3_000)).toBe(true);
    expect(viewer.calls).toEqual([8]);
  });

  test('parts of a key frame are as large as a frame that leaves whole, and keep the pace', async () => {
    await play();
    queue.limit(3_000_000);
    await viewer.advance(60);
    viewer.calls.splice(0);
    const startMs = clock.nowUs() / 1000;
    offer(64);
    for (let ms = 0; ms < 300 && !queue.empty; ms++) await viewer.advance(1);
    // 40 ms of the pace are 13 packets, of which groups are made in fours.
    expect(viewer.calls.splice(0)).toEqual([8, 12, 12, 12, 12, 8]);
    // 56 packets of 1,150 bytes at 3 Mbit/s behind the first eight.
    const tookMs = clock.nowUs() / 1000 - startMs;
    expect(tookMs).toBeGreaterThan(140);
    expect(tookMs).toBeLessThan(185);
  });
});
