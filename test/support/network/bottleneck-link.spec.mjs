import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../../libs/webgear-rtc/src/testing/seeded-random.js';
import { BottleneckLink } from './bottleneck-link.mjs';

// With 28 bytes of headers 1000 bytes on the wire: 8 ms at 1 Mbit/s.
const bytes = 972;

const linkOf = (settings) => new BottleneckLink(settings, new SeededRandom(7));

/** Arrivals of a stream of datagrams that are sent at a constant rate. */
function send(link, rateBps, fromMs, toMs) {
  const arrivals = [];
  const intervalMs = 8_000_000 / rateBps;
  for (let atMs = fromMs; atMs < toMs; atMs += intervalMs) arrivals.push([atMs, link.enqueue(atMs, bytes)]);
  return arrivals;
}

describe('BottleneckLink', () => {
  it('without settings delivers at once', () => {
    expect(linkOf({}).enqueue(5, bytes)).toBe(5);
  });

  it('delivers one behind the other at its rate, after its delay', () => {
    const link = linkOf({ rateBps: 1_000_000, delayMs: 20 });
    expect([link.enqueue(0, bytes), link.enqueue(0, bytes), link.enqueue(100, bytes)]).toEqual([28, 36, 128]);
    expect(link.waitMs(100)).toBe(8);
  });

  it('drops what would wait too long, and nothing else', () => {
    const link = linkOf({ rateBps: 1_000_000, queueMs: 300 });
    const arrivals = send(link, 2_000_000, 0, 4_000);
    const waits = arrivals.flatMap(([sent, arrived]) => (arrived === undefined ? [] : [arrived - sent - 8]));
    expect(Math.max(...waits)).toBeGreaterThan(290);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300);
    // It carries what it can: 125 datagrams a second beside those that wait at the end.
    expect(waits.length).toBeGreaterThanOrEqual(500);
    expect(waits.length).toBeLessThanOrEqual(500 + 38);
    expect(link.dropped).toBe(arrivals.length - waits.length);
    expect(link.lost).toBe(0);
  });

  it('follows a schedule: what a step does not name stays', () => {
    const link = linkOf({ queueMs: 300, delayMs: 20 });
    link.follow(
      [
        { atMs: 1_000, rateBps: 1_000_000 },
        { atMs: 2_000, rateBps: Infinity },
      ],
      500,
    );
    expect(link.enqueue(1_499, bytes)).toBe(1_519);
    expect(link.enqueue(1_500, bytes)).toBe(1_528);
    expect(link.enqueue(2_500, bytes)).toBe(2_520);
    expect(link.settings).toEqual({ queueMs: 300, delayMs: 20, rateBps: Infinity });
  });

  it('loses as many as it is told, the same ones in each run', () => {
    const runs = [1, 2].map(() => send(linkOf({ lossRate: 0.05 }), 8_000_000, 0, 10_000));
    const lost = runs[0].filter(([, arrived]) => arrived === undefined).length;
    expect(lost / runs[0].length).toBeCloseTo(0.05, 2);
    expect(runs[0]).toEqual(runs[1]);
  });

  it('spends the rate on what is lost behind the queue', () => {
    const link = linkOf({ rateBps: 1_000_000, lossRate: 1 });
    expect(link.enqueue(0, bytes)).toBeUndefined();
    expect(link.waitMs(0)).toBe(8);
  });

  it('keeps the order under jitter, and breaks it only where told', () => {
    const jittered = send(linkOf({ delayMs: 20, jitterMs: 20 }), 8_000_000, 0, 1_000);
    const arrivals = jittered.map(([, arrived]) => arrived);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    expect(Math.max(...jittered.map(([sent, arrived]) => arrived - sent))).toBeGreaterThan(35);

    const reordered = send(linkOf({ reorderRate: 0.2 }), 8_000_000, 0, 1_000).map(([, arrived]) => arrived);
    expect(reordered).not.toEqual(reordered.toSorted((a, b) => a - b));
  });
});
