import { describe, expect, test } from '@jest/globals';
import { SimulatedLink, type SimulatedLinkOptions } from '../testing/simulated-link.js';
import {
  SimulatedViewer,
  simulate,
  type PathSample,
  type SimulatedViewerOptions,
} from '../testing/simulated-viewer.js';

const mbps = (rate: number) => (): number => rate * 1_000_000;
const steps =
  (...rates: readonly (readonly [fromS: number, mbps: number])[]) =>
  (timeUs: number): number =>
    1_000_000 * (rates.findLast(([fromS]) => timeUs >= fromS * 1_000_000)?.[1] ?? 50);

/** One viewer on one line, for so many seconds. */
function watch(line: SimulatedLinkOptions, viewer: Partial<SimulatedViewerOptions>, seconds: number): Course {
  const link = new SimulatedLink(line);
  const watching = new SimulatedViewer({ link, ...viewer });
  simulate(link, [watching], seconds);
  return new Course(watching);
}

/** What happened to a viewer. */
class Course {
  constructor(readonly viewer: SimulatedViewer) {}

  between(fromS: number, toS: number): readonly PathSample[] {
    return this.viewer.samples.filter(({ ms }) => ms >= fromS * 1000 && ms < toS * 1000);
  }

  rungs(fromS: number, toS: number): number[] {
    return [...new Set(this.between(fromS, toS).map(({ decision }) => decision.rung))];
  }

  /** When it first was served from this rung, after a time; in seconds. */
  reached(rung: number, afterS: number): number {
    const found = this.between(afterS, Infinity).find(({ decision }) => decision.rung === rung);
    return found === undefined ? Infinity : found.ms / 1000;
  }

  longestFreezeMs(fromS: number, toS: number): number {
    return Math.max(...this.between(fromS, toS).map(({ frozenMs }) => frozenMs));
  }

  estimates(fromS: number, toS: number): number[] {
    return this.between(fromS, toS).map(({ decision }) => (decision.bandwidthBps ?? NaN) / 1_000_000);
  }
}

describe('a path that is wide enough keeps the top rung', () => {
  test('3 Mbit/s for five minutes, 2 Mbit/s with a key frame every 4 s', () => {
    const course = watch({ bps: mbps(3) }, {}, 300);
    expect(course.rungs(0, 300)).toEqual([0]);
    expect(course.longestFreezeMs(3, 300)).toBeLessThan(200);
    expect(Math.min(...course.estimates(5, 300))).toBeGreaterThan(2.2);
  });

  test.each([
    ['5 % random loss', { bps: mbps(10), loss: 0.05 }, {}],
    ['2 % random loss and jitter', { bps: mbps(4), loss: 0.02, jitterMs: 10 }, {}],
    ['jitter of 20 ms', { bps: mbps(4), jitterMs: 20 }, {}],
    ['jitter of 20 ms that reorders', { bps: mbps(4), jitterMs: 20, reorders: true }, {}],
    [
      'stalls of 200 ms',
      {
        bps: mbps(10),
        stalls: [
          [10_000, 10_200],
          [15_500, 15_700],
          [20_000, 20_200],
        ],
      },
      {},
    ],
    ['key frames 8 × as large as others', { bps: mbps(3.2), jitterMs: 3 }, { keyFrameFactor: 8 }],
    ['a round trip of half a second', { bps: mbps(4), delayMs: 480 }, {}],
  ] as const)('%s', (_name, line, viewer) => {
    const course = watch(line, viewer, 60);
    expect(course.rungs(0, 60)).toEqual([0]);
    expect(Math.min(...course.estimates(5, 60))).toBeGreaterThan(0.85 * 2);
  });

  test('30 s of a still image say nothing of the path; then demand is met at once', () => {
    const course = watch({ bps: mbps(2.6) }, { activity: (us) => (us < 30_000_000 ? 0.1 : 1) }, 60);
    expect(course.rungs(0, 60)).toEqual([0]);
    expect(Math.max(...course.estimates(5, 30))).toBeLessThan(2.1);
    expect(course.longestFreezeMs(30, 60)).toBeLessThan(200);
  });

  test('while little is sent, a burst of others that fills the queue says little of the path', () => {
    const crossBps = (us: number): number => (us > 10e6 && us < 10.6e6 ? 4_500_000 : 0);
    const course = watch({ bps: mbps(3), crossBps }, { activity: () => 0.1 }, 30);
    expect(Math.min(...course.estimates(5, 30))).toBeGreaterThan(1);
    expect(course.between(0, 30).some(({ decision }) => decision.keyFramesOnly)).toBe(false);
    expect(course.reached(0, 11)).toBeLessThan(25);
  });

  test('reports that are lost do not look like a path that carries less', () => {
    const course = watch({ bps: mbps(3), jitterMs: 3 }, { reportLoss: 0.33 }, 60);
    expect(Math.min(...course.estimates(20, 60))).toBeGreaterThan(3);
  });
});

describe('a path that is too narrow', () => {
  test.each([
    [0.6, 2, 0.5],
    [0.8, 2, 0.5],
    [1.2, 1, 0.5],
    [1.5, 1, 0.5],
    [1.8, 1, 1],
  ])('of %d Mbit/s from the start is served from rung %d after %d s', (rate, rung, afterS) => {
    const course = watch({ bps: mbps(rate) }, {}, 60);
    expect(course.rungs(afterS, 60)).toEqual([rung]);
    expect(course.longestFreezeMs(3, 60)).toBeLessThan(250);
  });

  test.each([20, 100, 200])('is found out as soon with a delay of %d ms', (delayMs) => {
    const course = watch({ bps: mbps(0.6), delayMs }, {}, 10);
    expect(course.reached(2, 0)).toBeLessThan(0.4 + (2 * delayMs) / 1000);
  });

  test.each([50, 100, 1_000, 2_000])('is found out whether its queue holds %d ms', (queueMs) => {
    const course = watch({ bps: steps([0, 50], [10, 0.8]), queueMs }, {}, 20);
    expect(course.reached(2, 10)).toBeLessThan(11);
    // The queue must be empty a second after the rung has been left, or the delay stays.
    expect(Math.max(...course.between(11.8, 20).map((sample) => sample.queueMs))).toBeLessThan(60);
  });

  test('is found out as soon where far more was carried before', () => {
    const course = watch({ bps: steps([0, 50], [10, 0.8]), queueMs: 300 }, { startBps: 4_500_000 }, 15);
    expect(Math.max(...course.estimates(5, 10))).toBeGreaterThan(4.4);
    expect(course.reached(2, 10)).toBeLessThan(10.4);
  });

  test('of 250 kbit/s gets key frames alone, and says so', () => {
    const course = watch({ bps: mbps(0.25) }, {}, 20);
    expect(course.between(1, 20).every(({ decision }) => decision.keyFramesOnly)).toBe(true);
  });

  test('steps from 2.4 to 0.5 to 2.6 Mbit/s are followed', () => {
    const course = watch({ bps: steps([0, 2.4], [10, 0.5], [20, 2.6]) }, {}, 40);
    expect(course.rungs(0, 10)).toEqual([0]);
    expect(course.rungs(11, 20)).toEqual([2]);
    expect(course.reached(0, 20)).toBeLessThan(35);
    expect(course.longestFreezeMs(11, 40)).toBeLessThan(300);
  });

  test('a sawtooth of 3 to 0.5 Mbit/s never fills the queue for long', () => {
    const course = watch(
      { bps: (us) => (3 - 2.5 * ((us / 10_000_000) % 1)) * 1_000_000, queueMs: 1_000 },
      {},
      60,
    );
    const full = course.between(1, 60).filter(({ queueMs }) => queueMs > 200);
    expect(full.length).toBeLessThan(12);
    expect(course.longestFreezeMs(3, 60)).toBeLessThan(500);
  });

  test('traffic of others is given way to, and the rung comes back after it', () => {
    const course = watch(
      { bps: mbps(3), crossBps: (us) => (us > 10e6 && us < 20e6 ? 2_000_000 : 0) },
      {},
      45,
    );
    expect(course.rungs(0, 10)).toEqual([0]);
    expect(course.reached(1, 10)).toBeLessThan(11);
    expect(course.longestFreezeMs(10, 20)).toBeLessThan(300);
    expect(course.reached(0, 20)).toBeLessThan(35);
  });
});

describe('a path that is narrow for a while', () => {
  test.each([0, 0.7, 1.3, 2, 2.9, 3.5])(
    'of 800 kbit/s for 10 s, beginning %d s after a key frame',
    (offsetS) => {
      const startS = 8 + offsetS;
      const endS = startS + 10;
      const course = watch({ bps: steps([0, 50], [startS, 0.8], [endS, 50]) }, {}, endS + 20);
      expect(course.rungs(0, startS)).toEqual([0]);
      expect(course.reached(2, startS)).toBeLessThan(startS + 1);
      expect(course.rungs(startS + 1, endS)).toEqual([2]);
      expect(course.longestFreezeMs(startS, endS + 20)).toBeLessThan(500);
      expect(course.reached(0, endS)).toBeLessThan(endS + 15);
    },
  );

  test('for a minute: the top rung is back within 15 s all the same', () => {
    const course = watch({ bps: steps([0, 50], [10, 0.8], [73, 50]) }, {}, 95);
    expect(course.reached(0, 73)).toBeLessThan(88);
  });

  test('of 250 kbit/s for 10 s: key frames alone, then all frames, then the top rung', () => {
    const course = watch({ bps: steps([0, 50], [10, 0.25], [20, 50]) }, {}, 45);
    expect(course.between(11.5, 20).every(({ decision }) => decision.keyFramesOnly)).toBe(true);
    expect(course.between(23, 45).some(({ decision }) => decision.keyFramesOnly)).toBe(false);
    expect(course.reached(0, 20)).toBeLessThan(35);
  });

  test.each([3, 6, 9.5])('of 150 kbit/s for %d s: key frames alone', (seconds) => {
    for (const encoderFollows of [false, true]) {
      const bps = steps([0, 50], [10, 0.15], [10 + seconds, 50]);
      const course = watch({ bps }, { encoderFollows }, 10 + seconds);
      expect(course.between(10, 10 + seconds).some(({ decision }) => decision.keyFramesOnly)).toBe(true);
    }
  });

  test.each([0.15, 0.18, 0.22, 0.25])('of %d Mbit/s: all frames are back 2.2 s after its end', (rateMbps) => {
    const variants = [3, 6, 8.25, 9.75].flatMap((seconds) =>
      [1_000, 4_000].flatMap((gopMs) => [0, 4].map((jitterMs) => ({ seconds, gopMs, jitterMs }))),
    );
    for (const encoderFollows of [false, true]) {
      for (const { seconds, gopMs, jitterMs } of variants) {
        const endS = 10 + seconds;
        const bps = steps([0, 50], [10, rateMbps], [endS, 50]);
        const course = watch({ bps, jitterMs, seed: seconds }, { encoderFollows, gopMs }, endS + 10);
        const late = course.between(endS + 2.2, endS + 10).filter(({ decision }) => decision.keyFramesOnly);
        expect({ encoderFollows, seconds, gopMs, jitterMs, late: late.length }).toMatchObject({ late: 0 });
      }
    }
  });

  test('a line that is dead for 4 s takes it to the lowest rung, and back', () => {
    const course = watch({ bps: mbps(10), stalls: [[10_000, 14_000]], queueMs: 500 }, {}, 40);
    expect(course.reached(2, 10)).toBeLessThan(12.5);
    expect(course.between(0, 40).some(({ decision }) => decision.keyFramesOnly)).toBe(false);
    expect(course.reached(0, 14)).toBeLessThan(29);
  });

  test('a remembered estimate is where it begins, and what is above is proven within seconds', () => {
    const course = watch({ bps: mbps(20) }, { startBps: 600_000 }, 10);
    expect(course.rungs(0, 1)).toEqual([2]);
    expect(course.reached(0, 0)).toBeLessThan(5);
  });
});

test('two viewers that share 3 Mbit/s are both served, at rates within a factor of two', () => {
  const link = new SimulatedLink({ bps: mbps(3) });
  const viewers = [new SimulatedViewer({ link }), new SimulatedViewer({ link, startMs: 1_500 })];
  simulate(link, viewers, 120);
  const [first, second] = viewers.map((viewer) => new Course(viewer));
  expect(first?.rungs(15, 120)).toEqual([1]);
  expect(second?.rungs(15, 120)).toEqual([1]);
  expect(first?.longestFreezeMs(5, 120)).toBeLessThan(200);
  expect(second?.longestFreezeMs(5, 120)).toBeLessThan(200);
});

describe('where the encoder follows', () => {
  const encoderFollows = true;

  test.each([0.4, 0.6, 0.8, 1, 1.2, 1.5, 1.8, 2.2])(
    'a line of %d Mbit/s is used, and stays free of a queue',
    (rate) => {
      const course = watch({ bps: mbps(rate) }, { encoderFollows }, 60);
      const mean = course
        .between(20, 60)
        .reduce((sum, { acknowledgedBps = 0 }, _, { length }) => sum + acknowledgedBps / length, 0);
      expect(mean).toBeGreaterThan(0.6 * Math.min(rate, 2) * 1_000_000);
      expect(course.longestFreezeMs(3, 60)).toBeLessThan(250);
      const queues = course
        .between(3, 60)
        .map(({ queueMs }) => queueMs)
        .sort((a, b) => a - b);
      expect(queues[Math.floor(0.95 * queues.length)]).toBeLessThan(80);
    },
  );

  test('2.5 to 0.5 to 2.5 Mbit/s: the rate falls within a second and is back within ten', () => {
    const course = watch({ bps: steps([0, 2.5], [10, 0.5], [20, 2.5]) }, { encoderFollows }, 40);
    expect(Math.max(...course.estimates(11, 20))).toBeLessThan(0.65);
    expect(course.reached(0, 20)).toBeLessThan(30);
    expect(course.longestFreezeMs(10, 40)).toBeLessThan(300);
    expect(Math.min(...course.estimates(33, 40))).toBeGreaterThan(1.9);
  });
});

describe('without transport-wide feedback', () => {
  const line = { bps: steps([0, 50], [10, 0.8], [20, 50]) };

  test.each(['estimates', 'receiver'] as const)('%s lead down soon, and up by trials', (reports) => {
    const course = watch(line, { reports }, 120);
    expect(course.rungs(0, 10)).toEqual([0]);
    expect(course.reached(2, 10)).toBeLessThan(13);
    expect(course.rungs(13, 20)).toEqual([2]);
    expect(course.reached(0, 20)).toBeLessThan(90);
    expect(course.rungs(100, 120)).toEqual([0]);
    expect(course.viewer.probes).toEqual([]);
  });

  test.each(['estimates', 'receiver'] as const)(
    '%s of a line that stays narrow do not lead up and down all the time',
    (reports) => {
      const course = watch({ bps: mbps(0.6) }, { reports }, 300);
      expect(course.reached(2, 0)).toBeLessThan(4);
      const off = course.between(5, 300).filter(({ decision }) => decision.rung !== 2);
      expect(off.length).toBeLessThan(0.15 * 2_950);
    },
  );
});
