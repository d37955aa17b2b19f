import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { FrameHandOver } from './frame-hand-over.js';
import { FrameMemory } from './frame-memory.js';
import type { ThreadOrder } from './thread-messages.interface.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function frame(rtpTimestamp: number): PacketizedFrame {
  const bytes = Buffer.alloc(1100, rtpTimestamp);
  const runs = [{ bytes, payloads: [bytes], payloadBytes: bytes.length }];
  return {
    codec: 'h264',
    keyFrame: false,
    captureTimeUs: 0,
    rtpTimestamp,
    payloads: [bytes],
    runs,
    byteLength: bytes.length,
  };
}

describe('handing pictures to a thread', () => {
  let clock: VirtualCaptureClock;
  let taken: Int32Array;
  let handOver: FrameHandOver;
  let posted: Extract<ThreadOrder, { readonly kind: 'frame' }>[];

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000);
    taken = new Int32Array(new SharedArrayBuffer(4));
    posted = [];
    handOver = new FrameHandOver(new FrameMemory(), taken, clock, (order) => {
      if (order.kind === 'frame') posted.push(order);
    });
  });

  const seen = () =>
    posted.map(({ number, viewers, frame: { rtpTimestamp } }) => [number, viewers, rtpTimestamp]);

  test('takes one message for all viewers of a picture', async () => {
    const picture = frame(1);
    expect([7, 8, 9].map((viewer) => handOver.offer(viewer, picture))).toEqual([1, 1, 1]);
    expect(seen()).toEqual([]);
    await turn();
    expect(seen()).toEqual([[1, [7, 8, 9], 1]]);
  });

  test('keeps the order of pictures that come at once', async () => {
    const [first, second] = [frame(1), frame(2)];
    handOver.offer(7, first);
    handOver.offer(7, second);
    handOver.offer(8, first);
    await turn();
    expect(seen()).toEqual([
      [1, [7], 1],
      [2, [7], 2],
      [3, [8], 1],
    ]);
  });

  test('stops before a thread that has taken nothing for half a second, and goes on when it does', async () => {
    handOver.offer(7, frame(1));
    await turn();
    await clock.advance(400);
    expect(handOver.offer(7, frame(2))).toBe(2);
    await turn();
    await clock.advance(200);
    expect(handOver.offer(7, frame(3))).toBeUndefined();
    Atomics.add(taken, 0, 1);
    expect(handOver.offer(7, frame(4))).toBe(3);
    await turn();
    expect(seen()).toEqual([
      [1, [7], 1],
      [2, [7], 2],
      [3, [7], 4],
    ]);
  });

  test('is not stopped by pauses of the source', async () => {
    handOver.offer(7, frame(1));
    await turn();
    Atomics.add(taken, 0, 1);
    await clock.advance(60_000);
    expect(handOver.offer(7, frame(2))).toBe(2);
  });

  test('goes on where the counter wraps around', async () => {
    Atomics.store(taken, 0, 2 ** 31 - 1);
    expect(handOver.offer(7, frame(1))).toBe(1);
    await turn();
    Atomics.add(taken, 0, 1);
    await clock.advance(60_000);
    expect(handOver.offer(7, frame(2))).toBe(2);
  });
});
