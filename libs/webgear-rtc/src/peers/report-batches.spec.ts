import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { ReportBatches } from './report-batches.js';

const from = { address: '192.0.2.7', port: 54_321 };
const feedback = Buffer.from([0x8f, 205, 0, 2, 0, 0, 0, 1]);
const nack = Buffer.from([0x81, 205, 0, 2, 0, 0, 0, 1]);

describe('reports of many viewers', () => {
  let clock: VirtualCaptureClock;
  let batches: ReportBatches;
  let read: [viewer: number, atMs: number][];

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    batches = new ReportBatches(clock);
    read = [];
  });

  const receive = (viewer: number, datagram = feedback): void => {
    const reader = { readRtcp: () => read.push([viewer, clock.nowUs() / 1000]) };
    batches.receive({ readRtcp: () => void reader.readRtcp() }, datagram, from, clock.nowUs());
  };

  /** One report each two milliseconds, which is frequent after the first 20. */
  async function frequent(): Promise<void> {
    for (let viewer = 0; viewer < 15; viewer++) {
      receive(viewer);
      await clock.advance(2);
    }
    await clock.advance(20);
    expect(read).toHaveLength(15);
    read.splice(0);
  }

  test('of few viewers are read as they come', async () => {
    for (let viewer = 0; viewer < 20; viewer++) {
      receive(viewer);
      expect(read).toHaveLength(viewer + 1);
      await clock.advance(7);
    }
    expect(clock.sleeping).toBe(0);
  });

  test('are read together where they are frequent, in their order, and none waits longer than 20 ms', async () => {
    await frequent();
    const startMs = clock.nowUs() / 1000;
    receive(1);
    await clock.advance(15);
    receive(2);
    expect(read).toEqual([]);
    await clock.advance(5);
    expect(read).toEqual([
      [1, startMs + 20],
      [2, startMs + 20],
    ]);
    expect(clock.sleeping).toBe(0);
  });

  test('what asks for a packet is read at once', async () => {
    await frequent();
    receive(1);
    receive(2, nack);
    expect(read.map(([viewer]) => viewer)).toEqual([2]);
  });

  test('that come many at once already are read at once', async () => {
    let comeTogether = false;
    batches = new ReportBatches(clock, () => comeTogether);
    await frequent();
    comeTogether = true;
    receive(1);
    expect(read).toHaveLength(1);
    comeTogether = false;
    receive(2);
    expect(read).toHaveLength(1);
  });

  test('a flood of them is not kept', async () => {
    await frequent();
    for (let count = 0; count < 600; count++) receive(1);
    expect(read).toHaveLength(512);
    await clock.advance(20);
    expect(read).toHaveLength(600);
  });

  test('after a pause they are read as they come again', async () => {
    await frequent();
    await clock.advance(100);
    receive(1);
    expect(read).toHaveLength(1);
  });
});
