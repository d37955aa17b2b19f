import { describe, expect, test } from '@jest/globals';
import { ladderRungNames, planLadder, type LadderOptions } from './plan-ladder.js';

const size = (width: number, height: number) => ({ width, height });

function plan(renditions: LadderOptions['renditions'], width: number, height: number, bitrateBps?: number) {
  return planLadder({ renditions, bitrateBps }, size(width, height)).map(
    ({ rung, width: w, height: h, bitrateBps: bps }) => `${rung} ${w}x${h} ${Math.round(bps / 1000)}k`,
  );
}

describe('the ladder', () => {
  test.each([
    [1920, 1080, ['full 1920x1080 4500k', 'half 960x540 1800k', 'quarter 480x270 720k']],
    [1280, 720, ['full 1280x720 2000k', 'half 640x360 800k', 'quarter 320x180 320k']],
    [1024, 576, ['full 1024x576 1280k', 'half 512x288 512k']],
    [640, 360, ['full 640x360 500k', 'half 320x180 200k']],
    [320, 240, ['full 320x240 170k']],
    [1366, 767, ['full 1366x766 2270k', 'half 682x382 908k', 'quarter 340x190 363k']],
    [720, 1280, ['full 720x1280 2000k', 'half 360x640 800k', 'quarter 180x320 320k']],
  ])('of %i x %i has halves of at least 180 lines, with even sides', (width, height, rungs) => {
    expect(plan('auto', width, height)).toEqual(rungs);
  });

  test('begins with the rate that was set', () => {
    expect(plan('auto', 1280, 720, 3_000_000)).toEqual([
      'full 1280x720 3000k',
      'half 640x360 1200k',
      'quarter 320x180 480k',
    ]);
  });

  test('is one rung where one is wanted', () => {
    expect(plan('single', 1920, 1080)).toEqual(['full 1920x1080 4500k']);
  });

  test('is what is listed, in the shape of the source', () => {
    const listed = [
      { height: 720, bitrateBps: 2_500_000 },
      { height: 360 },
      { height: 240, bitrateBps: 300_000 },
    ];
    expect(plan(listed, 1920, 1080, 9_000_000)).toEqual([
      'full 1280x720 2500k',
      '360p 640x360 1000k',
      '240p 426x240 300k',
    ]);
    expect(ladderRungNames({ renditions: listed, bitrateBps: undefined })).toEqual(['full', '360p', '240p']);
  });

  test('enlarges nothing: of what is listed above the source the last is the best rung', () => {
    const listed = [{ height: 1080, bitrateBps: 5_000_000 }, { height: 720, framerate: 25 }, { height: 360 }];
    expect(plan(listed, 1280, 720)).toEqual(['full 1280x720 2000k', '360p 640x360 800k']);
    expect(plan(listed, 1024, 576)).toEqual(['full 1024x576 1280k', '360p 640x360 688k']);
    expect(plan(listed, 160, 120)).toEqual(['full 160x120 150k']);
    expect(planLadder({ renditions: listed, bitrateBps: undefined }, size(1280, 720))[0]?.framerate).toBe(25);
  });
});
