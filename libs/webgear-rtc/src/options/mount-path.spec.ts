import { describe, expect, it } from '@jest/globals';
import { normalizeMountPath } from './mount-path.js';

describe('the path of a registration', () => {
  it.each([
    ['', ''],
    ['/', ''],
    ['camera', 'camera'],
    ['/live/camera/', 'live/camera'],
    ['v1.2/cam-1_a~b', 'v1.2/cam-1_a~b'],
  ])('%j is %j without slashes at its ends', (path, expected) => {
    expect(normalizeMountPath(path)).toBe(expected);
  });

  it.each(['a//b', '..', 'a/../b', ':id', '*', 'a b', 'a?b', 'é', 7, null])('%j is refused', (path) => {
    expect(() => normalizeMountPath(path)).toThrow(/^Option "path" must be a path of the application/);
  });

  it('is refused with what passes', () => {
    expect(() => normalizeMountPath('a b')).toThrow("got 'a b'. Allowed: names of letters, digits,");
  });
});
