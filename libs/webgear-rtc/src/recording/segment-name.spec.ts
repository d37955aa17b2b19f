import { describe, expect, test } from '@jest/globals';
import { SegmentNames } from './segment-name.js';

describe('names of segments', () => {
  test.each(['%Y-%m-%dT%H-%M-%S.%LZ', '%Y/%m/%d/%H%M%S%L', 'cam (1) %Y%m%d-%H%M%S.%L'])(
    'are read as they were written: %s',
    (pattern) => {
      const names = new SegmentNames(pattern);
      const start = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6));
      const name = names.nameOf(start);
      expect(names.parse(`${name}.mp4`)).toEqual({ start, isPart: false });
      expect(names.parse(`${name}~2.webm.part`)).toEqual({ start, isPart: true });
      expect(names.parse(`${name}.mkv`)).toBeUndefined();
      expect(names.parse(`x${name}.mp4`)).toBeUndefined();
    },
  );
});
