import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FramePacer } from './frame-pacer.js';
import { ProbeSender } from './probe-sender.js';

describe('a probe', () => {
  let clock: VirtualCaptureClock;
  let pacer: FramePacer;
  let sent: [atMs: number, probeId: number][];
  let lengths: number[];
  let probes: ProbeSender;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    pacer = new FramePacer(clock);
    [sent, lengths] = [[], []];
    probes = new ProbeSender({
      sendPadding: (packetBytes, probeId, nowUs) => {
        const bytes = lengths.shift() ?? packetBytes;
        if (bytes > 0) sent.push([nowUs / 1000, probeId]);
        return bytes;
      },
    });
  });

  const start = (id: number, over = {}): void => {
    probes.start({ id, packets: 5, packetBytes: 500, intervalUs: 4_000, ...over }, clock.nowUs());
    pacer.watch(probes);
  };
  const gapsMs = (): number[] => sent.slice(1).map(([atMs], at) => atMs - (sent[at]?.[0] ?? 0));

  test('leaves packet by packet at its interval, and leaves nothing behind', async () => {
    start(7);
    await clock.advance(100);
    expect(sent.map(([, id]) => id)).toEqual([7, 7, 7, 7, 7]);
    expect(gapsMs()).toEqual([4, 4, 4, 4]);
    expect([probes.empty, clock.sleeping]).toEqual([true, 0]);
  });

  test('keeps its rate with packets of another length, and sends the bytes it was to send', async () => {
    lengths = [1000, 1000, 250, 250];
    start(1);
    await clock.advance(100);
    expect(gapsMs()).toEqual([8, 8, 2, 2]);
    expect(sent).toHaveLength(5);
    lengths = Array<number>(10).fill(250);
    sent = [];
    start(2);
    await clock.advance(100);
    expect(sent).toHaveLength(10);
  });

  test('takes the place of the one before', async () => {
    start(1);
    await clock.advance(6);
    start(2);
    await clock.advance(100);
    expect(sent.map(([, id]) => id)).toEqual([1, 1, 2, 2, 2, 2, 2]);
  });

  test('is given up when the network takes nothing for long', async () => {
    lengths = Array<number>(10_000).fill(0);
    start(1);
    await clock.advance(499);
    expect(probes.empty).toBe(false);
    await clock.advance(5);
    expect([probes.empty, sent, clock.sleeping]).toEqual([true, [], 0]);
  });
});
