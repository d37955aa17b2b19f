import { describe, expect, test } from '@jest/globals';
import { OveruseDetector } from './overuse-detector.js';
import { PacketGroups } from './packet-groups.js';

interface Line {
  readonly bps: (ms: number) => number;
  /** Pacer, in bits per second; without one a frame leaves within 10 ms. */
  readonly paceBps?: number;
  readonly seconds?: number;
}

/** When the detector sees overuse of a 2 Mbit/s stream with key frames 8 × as large as others, in milliseconds. */
function overusesOf({ bps, paceBps, seconds = 60 }: Line): number[] {
  const groups = new PacketGroups();
  const detector = new OveruseDetector();
  const frameBytes = ((2_000_000 / 30 / 8) * 120) / (119 + 8);
  const found: number[] = [];
  let freeMs = 0;
  let pacerMs = 0;
  for (let frame = 0; frame < seconds * 30; frame++) {
    const madeMs = (frame * 1000) / 30;
    const bytes = frameBytes * (frame % 120 === 0 ? 8 : 1);
    const packets = Math.ceil(bytes / 1_200);
    for (let packet = 0; packet < packets; packet++) {
      const sentMs = paceBps === undefined ? madeMs + (10 * packet) / packets : Math.max(madeMs, pacerMs);
      if (paceBps !== undefined) pacerMs = sentMs + ((bytes / packets) * 8_000) / paceBps;
      freeMs = Math.max(freeMs, sentMs) + ((bytes / packets) * 8_000) / bps(sentMs);
      if (!groups.add(sentMs * 1000, freeMs * 1000, freeMs * 1000)) continue;
      detector.add(groups.arrivalDeltaUs / 1000, groups.sendDeltaUs / 1000, groups.arrivalUs / 1000);
      if (detector.state === 'overuse') found.push(freeMs);
    }
  }
  return found.filter((ms) => ms > 3_000);
}

describe('key frames and the detector', () => {
  test.each([
    [2.4, true],
    [3, false],
    [4, false],
    [8, false],
  ])('paced at 1.5 × the stream, on a line of %d Mbit/s: overuse %s', (mbps, isOveruse) => {
    const found = overusesOf({ bps: () => mbps * 1_000_000, paceBps: 3_000_000 });
    expect(found.length > 0).toBe(isOveruse);
  });

  test('spread over 10 ms they look like overuse on a line with twice the rate: why overuse alone lowers nothing', () => {
    expect(overusesOf({ bps: () => 4_000_000 }).length).toBeGreaterThan(20);
    expect(overusesOf({ bps: () => 8_000_000 })).toEqual([]);
  });

  test('a line that falls from 4 to 1.8 Mbit/s is seen within 150 ms', () => {
    const fallMs = 20_300;
    const bps = (ms: number): number => (ms < fallMs ? 4_000_000 : 1_800_000);
    const [first] = overusesOf({ bps, paceBps: 3_000_000, seconds: 25 });
    expect(first).toBeGreaterThan(fallMs);
    expect(first).toBeLessThan(fallMs + 150);
  });
});

test('a queue that empties is underuse, and a steady one is normal again', () => {
  const detector = new OveruseDetector();
  const feed = (deltaMs: number, samples: number): void => {
    for (let sample = 0; sample < samples; sample++) detector.add(10 + deltaMs, 10, (nowMs += 10 + deltaMs));
  };
  let nowMs = 0;
  feed(0, 30);
  expect(detector.state).toBe('normal');
  feed(5, 30);
  expect(detector.state).toBe('overuse');
  feed(-5, 40);
  expect(detector.state).toBe('underuse');
  feed(0, 60);
  expect(detector.state).toBe('normal');
  feed(5, 30);
  detector.reset();
  expect(detector.state).toBe('normal');
});
