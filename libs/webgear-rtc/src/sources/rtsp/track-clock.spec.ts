import { describe, expect, test } from '@jest/globals';
import { TrackClock } from './track-clock.js';

describe('the times of a track', () => {
  test('do not wrap, and begin with the first packet', () => {
    const clock = new TrackClock(90_000);
    expect([2 ** 32 - 3600, 0, 3600].map((timestamp) => clock.ticks(timestamp, 0))).toEqual([0, 3600, 7200]);
  });

  test('begin where the server says, unless that is of another time', () => {
    const near = new TrackClock(8000);
    near.startsAt(2 ** 32 - 400);
    expect(near.ticks(400, 0)).toBe(800);
    const far = new TrackClock(8000);
    far.startsAt(1_000_000);
    expect(far.ticks(400, 0)).toBe(0);
  });

  test('go on when another stream takes over', () => {
    const clock = new TrackClock(90_000);
    clock.ticks(1000, 1_000_000);
    clock.restart(777_777, 1_040_000);
    expect(clock.ticks(777_777, 1_040_000)).toBe(3600);
    expect(clock.ticks(781_377, 1_080_000)).toBe(7200);
  });

  test('of sound are moved to those of the video by sender reports', () => {
    const [video, sound] = [new TrackClock(90_000), new TrackClock(8000)];
    video.ticks(5000, 0);
    sound.ticks(9000, 0);
    // Captured half a second after the first frame.
    video.noteReport(10_000_000, 5000);
    sound.noteReport(10_500_000, 9000);
    sound.alignTo(video);
    expect(sound.ticks(9160, 0)).toBe(4000 + 160);
    // A report that differs by a millisecond moves nothing.
    sound.noteReport(10_521_000, 9160);
    sound.alignTo(video);
    expect(sound.ticks(9320, 0)).toBe(4000 + 320);
    // Nor do clocks of two worlds.
    sound.noteReport(99_000_000, 9320);
    sound.alignTo(video);
    expect(sound.ticks(9480, 0)).toBe(4000 + 480);
  });
});
