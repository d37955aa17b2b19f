import { describe, expect, test } from '@jest/globals';
import { stabilizedSize } from './stabilized-size.js';

describe('the size of a stabilized frame', () => {
  const settings = { smoothingRadius: 25, borderSize: 30, cropAndZoom: false, borderType: 'black' } as const;

  test('grows by the border on each side', () => {
    expect(stabilizedSize({ width: 640, height: 360 }, settings)).toEqual({ width: 700, height: 420 });
  });

  test('stays where the border is cut off', () => {
    const cropped = { ...settings, cropAndZoom: true };
    expect(stabilizedSize({ width: 640, height: 360 }, cropped)).toEqual({ width: 640, height: 360 });
  });

  test('grows by a quarter of the shorter side at most', () => {
    expect(stabilizedSize({ width: 64, height: 40 }, settings)).toEqual({ width: 84, height: 60 });
  });
});
