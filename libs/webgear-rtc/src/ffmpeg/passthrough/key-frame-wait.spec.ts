import { beforeEach, describe, expect, test } from '@jest/globals';
import { H264StreamInspector, type H264AccessUnit } from '../../bitstream/h264-stream-inspector.js';
import {
  annexB,
  ppsNalUnit,
  recoveryPointNalUnit,
  sliceNalUnit,
  spsNalUnit,
} from '../../testing/h264-bits.js';
import { KeyFrameWait } from './key-frame-wait.js';

const inspector = new H264StreamInspector(annexB(spsNalUnit(), ppsNalUnit()));
const delta = inspector.inspect(annexB(sliceNalUnit('P')));
const refresh = inspector.inspect(annexB(recoveryPointNalUnit(), sliceNalUnit('P')));
const intra = inspector.inspect(annexB(sliceNalUnit('I')));
const noIdr = 'it has no IDR frames';
const framesOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index * 40_000);

describe('a stream without passthrough yet', () => {
  let wait: KeyFrameWait;

  beforeEach(() => {
    wait = new KeyFrameWait();
  });

  const feed = (times: number[], unit: H264AccessUnit | undefined = delta, isForced = false): unknown[] =>
    times.map((timeUs) => wait.reasonToDecode(unit, timeUs, isForced));

  test('is decoded after two seconds without an IDR frame', () => {
    const reasons = feed(framesOf(60));
    expect(reasons.indexOf(noIdr)).toBe(51);
  });

  test('is decoded after a number of frames with constant timestamps', () => {
    expect(feed(Array(130).fill(0)).indexOf(noIdr)).toBe(120);
  });

  test.each([
    ['a recovery point', refresh],
    ['an intra frame that is not an IDR frame', intra],
  ])('is decoded from %s on', (_, unit) => {
    expect(feed([0, 40_000])).toEqual([undefined, undefined]);
    expect(feed([80_000], unit)).toEqual([noIdr]);
  });

  test('may take 15 times as long with forced passthrough', () => {
    expect(feed([0], refresh, true)).toEqual([undefined]);
    expect(feed(framesOf(800), delta, true).indexOf(noIdr)).toBe(751);
  });

  test('starts a new wait after each frame that was passed through', () => {
    feed(framesOf(40));
    wait.reset();
    expect(feed([9_000_000, 9_040_000])).toEqual([undefined, undefined]);
  });

  test('is decoded at once if it is not eligible', () => {
    const fields = new H264StreamInspector(
      annexB(spsNalUnit({ profileIdc: 77, framesOnly: false }), ppsNalUnit()),
    );
    expect(feed([0], fields.inspect(annexB(sliceNalUnit('P'))))).toEqual(['it is interlaced']);
  });
});
