import { describe, expect, it } from '@jest/globals';
import { h264LevelIdc } from './h264-level.js';

const levelOf = (
  width: number,
  height: number,
  framerate: number,
  bitrateBps = 2_000_000,
  minimumLevelIdc?: number,
) => h264LevelIdc({ width, height, framerate, bitrateBps, minimumLevelIdc });

describe('h264LevelIdc', () => {
  it.each([
    [176, 144, 15, 64_000, 10],
    [320, 240, 30, 384_000, 13],
    [640, 360, 30, 2_000_000, 30],
    [1280, 720, 30, 2_000_000, 31],
    [1280, 720, 60, 4_000_000, 32],
    [1920, 1080, 30, 4_000_000, 40],
    [1920, 1080, 60, 8_000_000, 42],
    [2560, 1440, 30, 8_000_000, 50],
    [3840, 2160, 30, 20_000_000, 51],
    [3840, 2160, 60, 20_000_000, 52],
    [7680, 4320, 30, 60_000_000, 60],
  ])(
    'names the level of %dx%d at %d frames and %d bits per second',
    (width, height, framerate, bitrateBps, levelIdc) => {
      expect(levelOf(width, height, framerate, bitrateBps)).toBe(levelIdc);
    },
  );

  it('rises with the bit rate alone', () => {
    expect(levelOf(1920, 1080, 30, 20_000_001)).toBe(41);
  });

  it('counts a started macroblock as a whole one', () => {
    // 1366 pixels are 85.4 macroblocks: 86 x 48 = 4128 are more than the 3600 of level 3.1.
    expect(levelOf(1366, 768, 15)).toBe(32);
  });

  it('rises for a long thin frame, whose side may not exceed eight squares', () => {
    expect(levelOf(3200, 64, 10)).toBeGreaterThan(levelOf(640, 320, 10));
  });

  it('never goes below the minimum', () => {
    expect(levelOf(176, 144, 15, 64_000, 31)).toBe(31);
  });

  it('names the highest level where none is enough', () => {
    expect(levelOf(16_384, 16_384, 60)).toBe(62);
  });
});
