import { expect, test } from '@jest/globals';
import { PathDelay } from './path-delay.js';

let nowMs = 0;

/** So many packets, 10 ms apart, each so late; one update per 50 ms, as reports come. */
function feed(delay: PathDelay, delayMs: (packet: number) => number, packets: number): void {
  for (let packet = 0; packet < packets; packet++) {
    delay.add(nowMs * 1000, (nowMs + 7_000_000 + delayMs(packet)) * 1000);
    nowMs += 10;
    if (packet % 5 === 4) delay.update();
  }
}

test('the queue is what is above the least delay; one late packet is none', () => {
  const delay = new PathDelay();
  feed(delay, (packet) => (packet % 4 === 0 ? 200 : 20), 100);
  expect(delay.queueUs).toBe(0);
  feed(delay, (packet) => 20 + 4 * packet, 50);
  expect(delay.queueUs).toBeGreaterThan(170_000);
  expect(delay.isRising).toBe(true);
  feed(delay, (packet) => 220 - 4 * packet, 50);
  expect(delay.isFalling).toBe(true);
  feed(delay, () => 20, 50);
  expect(delay.queueUs).toBe(0);
});

test('clocks that drift apart make no queue', () => {
  const delay = new PathDelay();
  feed(delay, (packet) => packet * 10 * 0.0001, 60_000);
  expect(delay.queueUs).toBeLessThan(3_000);
});

test('a path that has become longer is the new measure, after 20 s or on demand', () => {
  const delay = new PathDelay();
  feed(delay, () => 20, 100);
  feed(delay, () => 170, 100);
  expect(delay.queueUs).toBe(150_000);
  feed(delay, () => 170, 2_200);
  expect(delay.queueUs).toBe(0);
  feed(delay, () => 320, 10);
  expect(delay.queueUs).toBe(150_000);
  delay.rebase();
  expect(delay.queueUs).toBe(0);
  feed(delay, () => 420, 10);
  expect(delay.queueUs).toBe(100_000);
});
