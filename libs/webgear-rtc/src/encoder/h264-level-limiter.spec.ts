import { beforeEach, describe, expect, test } from '@jest/globals';
import { H264LevelLimiter } from './h264-level-limiter.js';

describe('frames for viewers who were promised a level', () => {
  let level: { levelIdc: number };
  let reduced: string[];
  let fitter: H264LevelLimiter;

  beforeEach(() => {
    level = { levelIdc: 40 };
    reduced = [];
    fitter = new H264LevelLimiter({
      level,
      demandOf: ({ width, height }) => ({ width, height, framerate: 30, bitrateBps: 1_000_000 }),
      onReduced: (from, to) => reduced.push(`${from.width}x${from.height} to ${to.width}x${to.height}`),
    });
  });

  function fittedSize(width: number, height: number): number[] {
    const fitted = fitter.sizeOf({ width, height });
    return [fitted.width, fitted.height];
  }

  test('stay as they are where they fit', () => {
    expect(fittedSize(1920, 1080)).toEqual([1920, 1080]);
    expect(fittedSize(1080, 1920)).toEqual([1080, 1920]);
    expect(reduced).toEqual([]);
  });

  test('are reduced to what the level allows, in their shape, with a word of it for each size', () => {
    for (const _time of [1, 2]) expect(fittedSize(3840, 2160)).toEqual([1920, 1080]);
    expect(fittedSize(2560, 1440)).toEqual([1920, 1080]);
    expect(reduced).toEqual(['3840x2160 to 1920x1080', '2560x1440 to 1920x1080']);
    level.levelIdc = 51;
    expect(fittedSize(3840, 2160)).toEqual([3840, 2160]);
  });

  test('stay as they are where nothing was promised', () => {
    level.levelIdc = 0;
    expect(fittedSize(3840, 2160)).toEqual([3840, 2160]);
  });
});
