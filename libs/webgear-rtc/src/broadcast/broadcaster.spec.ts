import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { Broadcaster } from './broadcaster.js';
import type { FrameSink } from './stream-engine.js';
import { RecentFrameCache } from './frame-cache.js';

const recentUs = 250_000;

class RecordingSink implements FrameSink {
  readonly received: number[] = [];
  full = false;

  sendFrame({ captureTimeUs }: PacketizedFrame): boolean {
    if (!this.full) this.received.push(captureTimeUs);
    return !this.full;
  }
}

describe('the broadcaster', () => {
  let broadcaster: Broadcaster;
  let requests: number;
  let sink: RecordingSink;

  beforeEach(() => {
    requests = 0;
    broadcaster = new Broadcaster({ requestKeyFrame: () => requests++ }, new RecentFrameCache(recentUs));
    sink = new RecordingSink();
  });

  function broadcast(kind: 'key' | 'delta', captureTimeUs: number): void {
    const keyFrame = kind === 'key';
    broadcaster.broadcast({
      codec: 'vp8',
      keyFrame,
      captureTimeUs,
      rtpTimestamp: 0,
      payloads: [],
      batches: [],
      byteLength: 0,
    });
  }

  test('begins with a key frame, which it asks for', () => {
    broadcaster.add(sink, 0);
    expect(requests).toBe(1);
    broadcast('delta', 1);
    broadcast('key', 2);
    broadcast('delta', 3);
    expect(sink.received).toEqual([2, 3]);
    expect(broadcaster.framesDropped(sink)).toBe(1);
  });

  test('begins with the next key frame where the cached ones would be too much', () => {
    broadcast('key', 1);
    broadcast('delta', 2);
    broadcaster.add(sink, 3, 'next-key-frame');
    expect(broadcaster.waiting()).toEqual([]);
    broadcast('delta', 4);
    broadcast('key', 5);
    broadcast('delta', 6);
    expect(sink.received).toEqual([5, 6]);
    expect(broadcaster.framesDropped(sink)).toBe(0);
  });

  test('knows the least bandwidth of its sinks that know it, and counts who is behind them', () => {
    expect(broadcaster.bandwidthBps).toBeUndefined();
    for (const [viewers, bandwidthBps] of [
      [3, undefined],
      [1, 900_000],
      [2, 400_000],
    ] as const) {
      broadcaster.add({ viewers, bandwidthBps, sendFrame: () => true }, 0);
    }
    expect([broadcaster.bandwidthBps, broadcaster.viewerCount]).toEqual([400_000, 6]);
  });

  test('has a key frame ready for a sink that is about to come, and asks for one only where there is none', () => {
    broadcaster.prepare(0);
    expect(requests).toBe(1);
    broadcast('key', 1);
    broadcaster.prepare(recentUs);
    broadcaster.add(sink, recentUs);
    expect(requests).toBe(1);
    expect(sink.received).toEqual([1]);
    broadcaster.prepare(recentUs + 2);
    expect(requests).toBe(2);
  });

  test('hands every frame to every sink', () => {
    const others = [new RecordingSink(), new RecordingSink()];
    for (const each of [sink, ...others]) broadcaster.add(each, 0);
    broadcast('key', 1);
    broadcast('delta', 2);
    for (const each of [sink, ...others]) expect(each.received).toEqual([1, 2]);
    expect(broadcaster.viewerCount).toBe(3);
  });

  test('starts a sink that lost a frame again at a key frame, and no other notices', () => {
    const other = new RecordingSink();
    broadcaster.add(sink, 0);
    broadcaster.add(other, 0);
    broadcast('key', 1);
    requests = 0;
    sink.full = true;
    broadcast('delta', 2);
    expect(requests).toBe(1);
    sink.full = false;
    broadcast('delta', 3);
    broadcast('key', 4);
    broadcast('delta', 5);
    expect(sink.received).toEqual([1, 4, 5]);
    expect(other.received).toEqual([1, 2, 3, 4, 5]);
    expect([sink, other].map((each) => broadcaster.framesDropped(each))).toEqual([2, 0]);
    expect(requests).toBe(1);
  });

  test('asks for one key frame a second at most for a sink whose line is full again and again', () => {
    broadcaster.add(sink, 0);
    requests = 0;
    let asked = 0;
    for (let ms = 0; ms < 10_000; ms += 100) {
      // What was asked for comes with the next frame, of which the line takes none.
      sink.full = true;
      broadcast(requests > asked ? 'key' : 'delta', ms * 1000);
      asked = requests;
      sink.full = false;
      broadcast('key', (ms + 50) * 1000);
    }
    expect(requests).toBeGreaterThan(8);
    expect(requests).toBeLessThanOrEqual(12);
  });

  test('asks again for a sink that loses the key frame itself', () => {
    broadcaster.add(sink, 0);
    sink.full = true;
    broadcast('key', 1);
    expect(requests).toBe(2);
    expect(broadcaster.framesDropped(sink)).toBe(1);
  });

  test('starts who comes right after a key frame with the frames since then, and asks for none', () => {
    broadcast('key', 1000);
    broadcast('delta', 2000);
    broadcaster.add(sink, 1000 + recentUs);
    broadcast('delta', 3000);
    expect(sink.received).toEqual([1000, 2000, 3000]);
    expect(requests).toBe(0);
  });

  test('shows nobody a key frame that is long ago', () => {
    broadcast('key', 1000);
    broadcaster.add(sink, 1001 + recentUs);
    expect(sink.received).toEqual([]);
    expect(requests).toBe(1);
  });

  test('keeps no frames once their key frame is long ago', () => {
    broadcast('key', 1000);
    broadcast('delta', 1001 + recentUs);
    broadcaster.add(sink, 1000);
    expect(sink.received).toEqual([]);
  });

  test('shows nobody what it has forgotten', () => {
    broadcast('key', 1000);
    broadcaster.clear();
    broadcaster.add(sink, 1000);
    expect(sink.received).toEqual([]);
  });

  test('sends nothing more to a sink that was removed, also by itself while it is sent to', () => {
    const leaving: FrameSink = {
      sendFrame: (frame) => {
        broadcaster.remove(leaving);
        return sink.sendFrame(frame);
      },
    };
    const other = new RecordingSink();
    broadcaster.add(leaving, 0);
    broadcaster.add(other, 0);
    broadcast('key', 1);
    broadcast('delta', 2);
    expect(sink.received).toEqual([1]);
    expect(other.received).toEqual([1, 2]);
    expect(broadcaster.viewerCount).toBe(1);
  });

  test('lets nobody pay for a sink that throws: not the others, and not with key frames', () => {
    const thrown: unknown[] = [];
    broadcaster = new Broadcaster(
      { requestKeyFrame: () => requests++ },
      new RecentFrameCache(recentUs),
      (error) => thrown.push(error),
    );
    const broken: FrameSink = {
      sendFrame: () => {
        throw new Error('broken');
      },
    };
    broadcaster.add(broken, 0);
    broadcaster.add(sink, 0);
    requests = 0;
    broadcast('key', 1);
    broadcast('delta', 2);
    broadcast('key', 3);
    expect(sink.received).toEqual([1, 2, 3]);
    expect(thrown).toHaveLength(2);
    expect(requests).toBe(0);
    expect(broadcaster.framesDropped(broken)).toBe(3);
    expect(() => broadcaster.add({ ...broken }, 3)).not.toThrow();
  });
});
