import { beforeEach, describe, expect, test } from '@jest/globals';
import { EncoderAdaptation } from './encoder-adaptation.js';

const hd = { width: 1280, height: 720 };

describe('what an encoder aims at', () => {
  let fullBps: number;
  let nowUs: number;
  let encoder: EncoderAdaptation;

  beforeEach(() => {
    [fullBps, nowUs] = [2_000_000, 0];
    encoder = new EncoderAdaptation({ fullBps: () => fullBps, framerate: () => 30 });
  });

  function adapt(bandwidthBps: number | undefined, afterMs = 100, size?: typeof hd): number {
    nowUs += afterMs * 1000;
    encoder.adapt(nowUs, bandwidthBps, size);
    return encoder.targetBps;
  }

  test('is all that its rung has, until the path is known to carry less', () => {
    expect(encoder.targetBps).toBe(2_000_000);
    expect(adapt(undefined)).toBe(2_000_000);
    expect(adapt(30_000_000)).toBe(2_000_000);
  });

  test('is nine tenths of what the path carries, down and up', () => {
    expect(adapt(1_000_000)).toBe(900_000);
    expect(adapt(1_500_000)).toBe(1_350_000);
    expect(adapt(9_000_000)).toBe(2_000_000);
  });

  test('is never below 150 kbit/s', () => {
    expect(adapt(50_000)).toBe(150_000);
    fullBps = 120_000;
    expect(adapt(50_000)).toBe(120_000);
  });

  test('changes by more than a twentieth only, and ten times a second at most', () => {
    expect(adapt(1_000_000)).toBe(900_000);
    expect(adapt(500_000, 20)).toBe(900_000);
    expect(adapt(500_000, 80)).toBe(450_000);
    expect(adapt(520_000)).toBe(450_000);
  });

  test('changes less often, and by more, where each change is a key frame', () => {
    encoder.rateChangeIsCostly = true;
    expect(adapt(1_000_000)).toBe(900_000);
    expect(adapt(1_200_000, 3000)).toBe(900_000);
    expect(adapt(1_500_000)).toBe(1_350_000);
    expect(adapt(500_000, 1900)).toBe(1_350_000);
    expect(adapt(500_000)).toBe(450_000);
  });

  test('is all again, at once, where it no longer follows', () => {
    adapt(1_000_000);
    expect(adapt(undefined, 1)).toBe(2_000_000);
  });

  test('is the rate of a rung that has changed its size', () => {
    fullBps = 500_000;
    expect(encoder.targetBps).toBe(500_000);
  });

  describe('in size', () => {
    const heightNow = (): number => encoder.sizeOf(hd).height;

    test('stays while there are bits for its pixels', () => {
      adapt(700_000, 100, hd);
      expect(heightNow()).toBe(720);
    });

    test('is halved below 0.02 bits for each, and comes back well above that', () => {
      adapt(500_000, 100, hd);
      expect(encoder.sizeOf(hd)).toEqual({ width: 640, height: 360 });
      adapt(800_000, 6000, hd);
      expect(heightNow()).toBe(360);
      adapt(1_100_000, 6000, hd);
      expect(heightNow()).toBe(720);
    });

    test('changes every five seconds at most, and never below 90 lines', () => {
      const huge = { width: 3840, height: 2160 };
      const heights: number[] = [];
      fullBps = 12_000_000;
      for (let second = 0; second < 20; second++) {
        adapt(100_000, 1000, huge);
        heights.push(encoder.sizeOf(huge).height);
      }
      expect([...new Set(heights)]).toEqual([1080, 540, 270]);
      expect(heights.slice(0, 6)).toEqual([1080, 1080, 1080, 1080, 1080, 540]);
      fullBps = 1;
      for (let second = 0; second < 20; second++) adapt(1, 5000, hd);
      expect(heightNow()).toBe(90);
    });

    test('is whole where another rung is below, and where it does not follow', () => {
      adapt(300_000, 100, hd);
      expect(heightNow()).toBe(360);
      adapt(300_000, 6000);
      expect(heightNow()).toBe(720);
      adapt(300_000, 6000, hd);
      adapt(undefined, 6000, hd);
      expect(heightNow()).toBe(720);
    });
  });
});
