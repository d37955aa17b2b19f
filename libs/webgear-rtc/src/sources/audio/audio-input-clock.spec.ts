import { describe, expect, it } from '@jest/globals';
import { AudioInputClock } from './audio-input-clock.js';

const durationUs = 20_000;

describe('the times of an application’s sound', () => {
  it('follow each other, from the arrival of the first', () => {
    const times = new AudioInputClock(() => undefined, true);
    const arrivals = [1_000_000, 1_000_000, 1_015_000, 1_060_000];
    expect(arrivals.map((nowUs) => times.place({ statedUs: undefined, durationUs, nowUs }))).toEqual([
      1_000_000, 1_020_000, 1_040_000, 1_060_000,
    ]);
  });

  it('start again after a pause, and where sound is made too fast', () => {
    const times = new AudioInputClock(() => undefined, false);
    const place = (nowUs: number, duration = durationUs): number =>
      times.place({ statedUs: undefined, durationUs: duration, nowUs });
    place(0);
    expect(place(500_000, 5_000_000)).toBe(500_000);
    expect(place(510_000)).toBe(510_000);
  });

  it.each([300, -300])('follow a producer whose clock deviates by %i ppm, for an hour', (ppm) => {
    const times = new AudioInputClock(() => undefined, false);
    let worstUs = 0;
    for (let index = 0; index < 180_000; index++) {
      const nowUs = index * durationUs * (1 + ppm / 1_000_000);
      worstUs = Math.max(worstUs, Math.abs(times.place({ statedUs: undefined, durationUs, nowUs }) - nowUs));
    }
    expect(worstUs).toBeLessThan(2000);
  });

  it('are on the axis of the frames where they are stated', () => {
    let offsetUs = 700_000;
    const times = new AudioInputClock(() => offsetUs, true);
    expect(times.place({ statedUs: 5000, durationUs, nowUs: 720_000 })).toBe(705_000);
    offsetUs = 800_000;
    expect(times.place({ statedUs: 25_000, durationUs, nowUs: 730_000 })).toBe(825_000);
    // And what states no time follows.
    expect(times.place({ statedUs: undefined, durationUs, nowUs: 840_000 })).toBe(845_000);
  });

  it.each([[undefined], [0]])(
    'keep their distances where frames state none or others (offset %s)',
    (offsetUs) => {
      const times = new AudioInputClock(() => offsetUs, true);
      const nowUs = 9_000_000;
      const place = (statedUs: number, atUs: number): number =>
        times.place({ statedUs, durationUs, nowUs: atUs });
      expect(place(77_000_000_000, nowUs)).toBe(nowUs);
      expect(place(77_000_040_000, nowUs + 30_000)).toBe(nowUs + 40_000);
      // After a pause of the producer the axis starts again.
      expect(place(77_000_060_000, nowUs + 900_000)).toBe(nowUs + 900_000);
    },
  );
});
