import { beforeEach, describe, expect, test } from '@jest/globals';
import { EncodedFramerate } from './encoded-framerate.js';

describe('the rate a stream is encoded for', () => {
  let nominal: number;
  let rate: EncodedFramerate;
  let timeUs: number;

  beforeEach(() => {
    [nominal, timeUs] = [30, 1_000_000];
    rate = new EncodedFramerate(() => nominal);
  });

  function play(framerate: number, frames: number): void {
    for (let index = 0; index < frames; index++) rate.note((timeUs += 1_000_000 / framerate));
  }

  test.each([24, 25, 30, 33])('is what the container says while frames come about so, at %i', (framerate) => {
    play(framerate, 100);
    expect(rate.value).toBe(30);
  });

  test.each([
    ['1,000 in a container that counts ticks', 1000, 30],
    ['30 of a camera in the dark', 30, 7.5],
    ['30 of one that says nothing', 30, 60],
  ])('is the true one where it is not %s', (_what, stated, framerate) => {
    nominal = stated;
    play(framerate, 60);
    expect(rate.value).toBeCloseTo(framerate, 3);
  });

  test('is one that viewers can see, also before the first frame', () => {
    nominal = 1000;
    expect(rate).toMatchObject({ value: 60, promised: 60, isReduced: true });
    play(1000, 100);
    expect(rate).toMatchObject({ value: 60, promised: 60, isReduced: true });
    play(25, 100);
    expect(rate).toMatchObject({ isReduced: false, promised: 60 });
  });

  test('does not fall for pauses', () => {
    play(30, 40);
    timeUs += 8_000_000;
    play(30, 40);
    timeUs += 30_000_000;
    play(30, 40);
    expect(rate.value).toBe(30);
  });

  test.each([0.2, 1 / 12])('can be as low as %d, for which it is 1', (framerate) => {
    nominal = framerate;
    play(framerate, 50);
    expect(rate.value).toBe(1);
  });

  test("is the container's again after a restart", () => {
    play(5, 50);
    rate.restart();
    expect(rate.value).toBe(30);
  });
});
