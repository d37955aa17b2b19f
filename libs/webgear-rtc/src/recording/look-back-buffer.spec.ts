import { PacketInterleaver, type RecordedPacket } from './packet-interleaver.js';
import { describe, expect, test } from '@jest/globals';
import type { EncodedFrame } from '../media/encoded-frame.js';
import { LookBackBuffer } from './look-back-buffer.js';

const frame = (seconds: number, keyFrame: boolean, bytes = 100): EncodedFrame => ({
  codec: 'h264',
  keyFrame,
  captureTimeUs: seconds * 1_000_000,
  width: 320,
  height: 180,
  data: Buffer.alloc(bytes),
});
const sound = (seconds: number): RecordedPacket => ({
  codec: 'opus',
  captureTimeUs: seconds * 1_000_000,
  durationUs: 20_000,
  channels: 2,
  data: Buffer.alloc(10),
});
const times = (packets: readonly RecordedPacket[]): number[] =>
  packets.map(({ captureTimeUs }) => captureTimeUs / 1_000_000);

describe('the look back', () => {
  test('begins at a key frame, and keeps the GOP that its length begins in', () => {
    const buffer = new LookBackBuffer(5_000_000);
    for (let second = 0; second <= 20; second++) buffer.push(frame(second, second % 4 === 2));
    // The last key frame is at 18: five seconds before it are in the GOP that began at 10.
    expect(buffer.startUs).toBe(10_000_000);
    expect(times(buffer.since(15_500_000))[0]).toBe(14);
    expect(times(buffer.since(0))[0]).toBe(10);
    expect(times(buffer.since(99_000_000))).toEqual([18, 19, 20]);
  });

  test('is shorter where it would take too much memory, and empty for a GOP that does not fit', () => {
    const buffer = new LookBackBuffer(60_000_000, 1000);
    for (let second = 0; second < 20; second++) buffer.push(frame(second, second % 4 === 0));
    expect(buffer.bytes).toBeLessThanOrEqual(1000);
    expect(buffer.startUs).toBe(12_000_000);
    for (let second = 20; second < 31; second++) buffer.push(frame(second, second === 20));
    expect(buffer.bytes).toBeLessThanOrEqual(1000);
    expect(buffer.since(0).length).toBeLessThanOrEqual(10);
  });

  test('forgets all of it when it is told to', () => {
    const buffer = new LookBackBuffer(5_000_000);
    buffer.push(frame(0, true));
    buffer.clear();
    buffer.push(frame(1, false));
    expect([buffer.bytes, buffer.startUs]).toEqual([0, undefined]);
  });
});

describe('frames and sound', () => {
  test('come in the order of their capture times, and without sound at once', () => {
    const received: RecordedPacket[] = [];
    const interleaver = new PacketInterleaver((packet) => received.push(packet));
    interleaver.push(frame(0, true));
    expect(received).toHaveLength(1);
    interleaver.push(sound(0.01));
    for (const [video, late] of [
      [0.1, 0.03],
      [0.2, 0.12],
      [0.3, 0.21],
      [0.6, 0.31],
    ] as const) {
      interleaver.push(frame(video, false));
      interleaver.push(sound(late));
    }
    interleaver.flush();
    expect(times(received)).toEqual([0, 0.01, 0.03, 0.1, 0.12, 0.2, 0.21, 0.3, 0.31, 0.6]);
  });
});
