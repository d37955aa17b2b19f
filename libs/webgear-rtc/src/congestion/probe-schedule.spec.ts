import { describe, expect, test } from '@jest/globals';
import { createProbeCluster, type ProbeCluster } from './probe-cluster.js';
import { ProbeSchedule, type ProbeGoals, type ProbeResult } from './probe-schedule.js';

const goals: ProbeGoals = {
  nextAbove: (bps) => [1_000_000, 3_000_000].find((goal) => goal > bps),
  isSimple: () => false,
  afterSuccessUs: () => 1_000_000,
  maxIntervalUs: () => 10_000_000,
};

describe('how a probe is laid out', () => {
  test.each([200_000, 448_000, 1_120_000, 2_800_000, 12_000_000])('of %d bit/s', (bitrateBps) => {
    for (const length of ['short', 'long'] as const) {
      const cluster = createProbeCluster(1, bitrateBps, length);
      expect(cluster.packets).toBeGreaterThan(5);
      expect(cluster.packetBytes).toBeGreaterThanOrEqual(200);
      expect(cluster.packetBytes).toBeLessThanOrEqual(1_150);
      expect((cluster.packetBytes * 8_000_000) / cluster.intervalUs).toBeCloseTo(bitrateBps);
      const spanUs = cluster.intervalUs * (cluster.packets - 1);
      expect(spanUs).toBeGreaterThanOrEqual(length === 'short' ? 19_500 : 49_000);
    }
  });
});

/** Sends a probe over a line, with media between its packets, and reports it. */
function run(
  schedule: ProbeSchedule,
  cluster: ProbeCluster,
  line: { bps: number; lost?: number },
): ProbeResult | undefined {
  let freeUs = 0;
  for (let packet = 0; packet < cluster.packets; packet++) {
    for (const isProbe of packet % 4 === 2 ? [true, false] : [true]) {
      const sentUs = nowUs + packet * cluster.intervalUs;
      freeUs = Math.max(freeUs, sentUs) + (cluster.packetBytes * 8_000_000) / line.bps;
      if (packet >= (line.lost ?? 0))
        schedule.onReceived(isProbe, sentUs, freeUs + 20_000, cluster.packetBytes);
    }
  }
  const sent = cluster.packets;
  const result = schedule.conclude(sent, goals, (nowUs += 100_000));
  return result ?? schedule.conclude(sent, goals, (nowUs += 1_100_000));
}
let nowUs = 0;

/** The next probe, and how long it took to come, in seconds. */
function wait(schedule: ProbeSchedule, limitS = 30): { cluster: ProbeCluster; afterS: number } | undefined {
  for (let step = 0; step < limitS * 20; step++) {
    const cluster = schedule.propose(0, goals, nowUs);
    if (cluster !== undefined) return { cluster, afterS: step / 20 };
    nowUs += 50_000;
  }
  return undefined;
}

describe('when it probes', () => {
  test('short ones climb, a long one confirms, and the next try is soon', () => {
    const schedule = new ProbeSchedule();
    const seen: [number, number, boolean | undefined][] = [];
    for (let probe = 0; probe < 4; probe++) {
      const { cluster } = wait(schedule) ?? {};
      if (cluster === undefined) throw new Error('There is no probe.');
      const result = run(schedule, cluster, { bps: 50_000_000 });
      seen.push([cluster.bitrateBps, cluster.packets, result?.isConfirmed]);
      expect(result?.bps).toBeLessThanOrEqual(cluster.bitrateBps);
      expect(result?.bps).toBeGreaterThan(0.9 * cluster.bitrateBps);
    }
    expect(seen.map(([bitrateBps, , isConfirmed]) => [bitrateBps, isConfirmed])).toEqual([
      [1_000_000, false],
      [3_000_000, false],
      [3_000_000, true],
      [1_000_000, false],
    ]);
    expect(seen[2]?.[1]).toBeGreaterThan(2 * (seen[1]?.[1] ?? 0) - 3);
  });

  test('a line between two goals is confirmed for the lower one', () => {
    const schedule = new ProbeSchedule();
    const rates: number[] = [];
    for (let probe = 0; probe < 3; probe++) {
      const { cluster } = wait(schedule) ?? {};
      if (cluster === undefined) throw new Error('There is no probe.');
      const result = run(schedule, cluster, { bps: 2_000_000 });
      rates.push(cluster.bitrateBps);
      expect(result?.hasPassed).toBe(cluster.bitrateBps < 2_000_000);
      expect(result?.isSaturated).toBe(cluster.bitrateBps > 2_000_000);
      const saysBps = cluster.bitrateBps > 2_000_000 ? 1_900_000 : cluster.bitrateBps;
      expect((result?.bps ?? 0) / saysBps).toBeCloseTo(1, 1);
    }
    expect(rates).toEqual([1_000_000, 3_000_000, 1_000_000]);
  });

  test('failures make it wait 5, 7.5 and then 10 s', () => {
    const schedule = new ProbeSchedule();
    const waits: number[] = [];
    for (let probe = 0; probe < 5; probe++) {
      const { cluster, afterS = 0 } = wait(schedule) ?? {};
      if (cluster === undefined) throw new Error('There is no probe.');
      expect(run(schedule, cluster, { bps: 500_000 })?.hasPassed).toBe(false);
      waits.push(afterS);
    }
    expect(waits).toEqual([1, 5, 7.5, 10, 10]);
  });

  test('a probe of which a fifth is lost says nothing, and neither does one that never arrives', () => {
    const schedule = new ProbeSchedule();
    const first = wait(schedule)?.cluster;
    if (first === undefined) throw new Error('There is no probe.');
    expect(run(schedule, first, { bps: 50_000_000, lost: 2 })).toBeUndefined();
    const second = wait(schedule)?.cluster;
    expect(second?.id).toBe(first.id + 1);
    expect(schedule.conclude(0, goals, nowUs + 2_100_000)).toBeUndefined();
    expect(schedule.active).toBeUndefined();
  });

  test('it waits where it is put off', () => {
    const schedule = new ProbeSchedule();
    schedule.postpone(nowUs + 3_000_000);
    expect(wait(schedule)?.afterS).toBe(3);
  });

  test('it is sooner where it is brought forward, and never later', () => {
    const schedule = new ProbeSchedule();
    schedule.postpone(nowUs + 8_000_000);
    schedule.hasten(nowUs + 1_500_000);
    schedule.hasten(nowUs + 2_000_000);
    expect(wait(schedule)?.afterS).toBe(1.5);
  });
});
