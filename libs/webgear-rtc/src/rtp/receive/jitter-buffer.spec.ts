import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../../testing/seeded-random.js';
import { JitterBuffer } from './jitter-buffer.js';

/** A buffer with what came out of it: sequence numbers, and `loss` where some are missing. */
class Rig {
  readonly out: (number | 'loss')[] = [];
  readonly buffer = new JitterBuffer({
    onPacket: ({ sequence }) => void this.out.push(sequence),
    onLoss: () => void this.out.push('loss'),
  });

  push(sequence: number, nowUs = 0, bytes = 100): void {
    const payload = Buffer.alloc(bytes);
    this.buffer.push({ sequence, timestamp: 0, marker: false, payload, arrivedUs: nowUs });
  }
}

describe('the jitter buffer', () => {
  test('lets packets in order through at once, and those out of order as soon as it can', () => {
    const rig = new Rig();
    for (const sequence of [10, 11, 13, 12, 12, 11, 16, 15, 14]) rig.push(sequence);
    expect(rig.out).toEqual([10, 11, 12, 13, 14, 15, 16]);
  });

  test('asks for what is missing, again after a round trip, and not without end', () => {
    const rig = new Rig();
    rig.push(1);
    rig.push(4, 1000);
    expect(rig.buffer.takeMissing(2000)).toEqual([2, 3]);
    expect(rig.buffer.takeMissing(3000)).toEqual([]);
    rig.push(3, 32_000);
    expect(rig.buffer.takeMissing(40_000)).toEqual([]);
    // A round trip of 30 ms has been seen.
    expect(rig.buffer.takeMissing(48_000)).toEqual([2]);
    let asked = 2;
    for (let nowUs = 50_000; nowUs < 490_000; nowUs += 10_000) asked += rig.buffer.takeMissing(nowUs).length;
    expect(asked).toBeLessThanOrEqual(8);
    expect(rig.out).toEqual([1]);
  });

  test('gives up after half a second, and says so once for each gap', () => {
    const rig = new Rig();
    rig.push(1);
    rig.push(4, 1000);
    rig.push(6, 2000);
    rig.buffer.takeMissing(501_500);
    expect(rig.out).toEqual([1, 'loss', 4]);
    rig.buffer.takeMissing(503_000);
    expect(rig.out).toEqual([1, 'loss', 4, 'loss', 6]);
    expect(rig.buffer.packetsLost).toBe(3);
    rig.push(5, 504_000);
    rig.push(7, 504_000);
    expect(rig.out).toEqual([1, 'loss', 4, 'loss', 6, 7]);
  });

  test('counts padding as a packet, which does not leave', () => {
    const rig = new Rig();
    rig.push(1);
    rig.push(2, 0, 0);
    rig.push(3);
    expect(rig.out).toEqual([1, 3]);
  });

  test('holds no more than 4 MB while a packet is missing', () => {
    const rig = new Rig();
    rig.push(1);
    for (let sequence = 3; sequence < 1000; sequence++) rig.push(sequence, 0, 10_000);
    expect(rig.out.length).toBeGreaterThan(500);
    expect(rig.out.filter((each) => each === 'loss')).toHaveLength(1);
  });

  test.each([3000, 30_000, 10_000_000])('of a jump ahead by %d holds nothing back', (jump) => {
    const rig = new Rig();
    for (const sequence of [1, 2, 4]) rig.push(sequence);
    rig.push(jump);
    expect(rig.out.slice(0, 4)).toEqual([1, 2, 'loss', 4]);
    for (let nowUs = 0; nowUs < 2_000_000; nowUs += 100_000) rig.buffer.takeMissing(nowUs);
    expect(rig.out.slice(-2)).toEqual(['loss', jump]);
  });

  test('puts whatever comes into order', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 40; round++) {
      const rig = new Rig();
      let nowUs = 0;
      rig.push(0);
      const waiting: number[] = [];
      const expected = [0];
      for (let sequence = 1; sequence < 300; sequence++) {
        if (random.chance(0.9)) waiting.push(sequence);
        while (waiting.length > random.integer(0, 6)) {
          const [next = 0] = waiting.splice(random.integer(0, waiting.length - 1), 1);
          expected.push(next);
          rig.push(next, (nowUs += 2000));
        }
        rig.buffer.takeMissing(nowUs);
      }
      for (let wait = 0; wait < 30; wait++) rig.buffer.takeMissing((nowUs += 50_000));
      const packets = rig.out.filter((each) => each !== 'loss');
      expect(packets).toEqual([...expected].sort((one, other) => one - other));
      // Each gap, and nothing but the gaps, is told.
      const isTold = rig.out.map((each, index) => {
        const [before, after] = [rig.out[index - 1], rig.out[index + 1]];
        if (each === 'loss') return Number(after) - Number(before) > 1;
        return typeof before !== 'number' || each - before === 1;
      });
      expect(isTold).not.toContain(false);
    }
  });
});
