import { describe, expect, test } from '@jest/globals';
import {
  annexB,
  ppsNalUnit as pps,
  recoveryPointNalUnit,
  sliceNalUnit as slice,
  spsNalUnit as sps,
} from '../testing/h264-bits.js';
import { H264ParameterSets, h264ProfileOf, isH264KeyFrame } from './h264-parameter-sets.js';

const delimiter = Buffer.from([0x09, 0xf0]);
const idr = slice('IDR');

describe('profile and level', () => {
  test('are read from the sequence parameter set', () => {
    expect(h264ProfileOf(annexB(delimiter, sps(), pps(), idr))).toEqual({ profile: '42c0', levelIdc: 31 });
  });

  test.each([
    ['there is no SPS', annexB(pps(), idr)],
    ['the SPS is cut off', annexB(Buffer.from([0x67, 0x42, 0xc0]))],
    ['there is nothing', Buffer.alloc(0)],
  ])('are unknown where %s', (_, data) => {
    expect(h264ProfileOf(data)).toBeUndefined();
  });
});

describe('key frames', () => {
  test('are those with an IDR frame', () => {
    expect(isH264KeyFrame(annexB(sps(), pps(), idr))).toBe(true);
    expect(isH264KeyFrame(annexB(slice('P')))).toBe(false);
    expect(isH264KeyFrame(annexB(recoveryPointNalUnit(), slice('I')))).toBe(false);
  });

  test('get the parameter sets of the container if they have none', () => {
    const sets = new H264ParameterSets(annexB(sps(), pps()));
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(sps(), pps(), idr));
  });

  test('get every PPS a slice may refer to, also if they contain only some', () => {
    const sets = new H264ParameterSets(annexB(sps(), pps(0), pps(1)));
    const whole = annexB(sps(), pps(0), pps(1), idr);
    expect(sets.complete(annexB(pps(0), idr), true)).toEqual(whole);
    expect(sets.complete(annexB(pps(1), idr), true)).toEqual(whole);
    expect(sets.complete(annexB(sps(), idr), true)).toEqual(whole);
    expect(sets.complete(annexB(sps(), pps(0), idr), true)).toEqual(whole);
  });

  test('get sets that arrived between frames', () => {
    const sets = new H264ParameterSets();
    expect(sets.complete(annexB(sps()), false)).toEqual(annexB(sps()));
    sets.complete(annexB(pps(1)), false);
    sets.complete(annexB(pps(0), slice('P')), false);
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(sps(), pps(0), pps(1), idr));
  });

  test('get the newest set of an identifier', () => {
    const sets = new H264ParameterSets(annexB(sps(), pps(0), pps(1)));
    const newer = pps(1, 0, { variant: 3 });
    sets.complete(annexB(newer, slice('P')), false);
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(sps(), pps(0), newer, idr));
  });

  test('get the SPS they refer to, not another known one', () => {
    const large = sps({ id: 1, columns: 80 });
    const sets = new H264ParameterSets(annexB(sps(), large, pps(0, 0), pps(1, 1)));
    const named = slice('IDR', { ppsId: 1 });
    expect(sets.complete(annexB(named), true)).toEqual(annexB(large, pps(1, 1), named));
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(sps(), pps(0, 0), idr));
  });

  test('get no sets of a previous encoder', () => {
    const sets = new H264ParameterSets(annexB(sps(), pps(0), pps(1)));
    const main = sps({ profileIdc: 77 });
    expect(sets.complete(annexB(main, pps(0), idr), true)).toEqual(annexB(main, pps(0), idr));
    const high = sps({ profileIdc: 100 });
    expect(sets.complete(annexB(high, idr), true)).toEqual(annexB(high, pps(0), idr));
  });

  test('get all known sets if they refer to an unknown PPS', () => {
    const sets = new H264ParameterSets(annexB(sps(), pps(0)));
    const named = slice('IDR', { ppsId: 7 });
    expect(sets.complete(annexB(named), true)).toEqual(annexB(sps(), pps(0), named));
  });

  test('keep their delimiter first, and SEI after the sets', () => {
    const sets = new H264ParameterSets(annexB(sps(), pps()));
    const sei = recoveryPointNalUnit();
    expect(sets.complete(annexB(delimiter, sei, idr), true)).toEqual(
      annexB(delimiter, sps(), pps(), sei, idr),
    );
  });

  test('keep SPS extensions, and sets that cannot be parsed', () => {
    const extension = Buffer.from([0x6d, 0xa8]);
    const odd = Buffer.from([0x67, 0x42]);
    const sets = new H264ParameterSets(annexB(sps(), extension, pps()));
    expect(sets.complete(annexB(odd, idr), true)).toEqual(annexB(sps(), extension, pps(), odd, idr));
  });

  test('state at least the negotiated level', () => {
    const sets = new H264ParameterSets(annexB(sps(), pps()));
    expect(h264ProfileOf(sets.complete(annexB(idr), true, 40))).toEqual({ profile: '42c0', levelIdc: 40 });
    expect(h264ProfileOf(sets.complete(annexB(idr), true, 30))?.levelIdc).toBe(31);
    expect(h264ProfileOf(sets.complete(annexB(idr), true))?.levelIdc).toBe(31);
  });

  test('are the only access units that change', () => {
    const data = annexB(slice('P'));
    expect(new H264ParameterSets(annexB(sps(), pps())).complete(data, false, 51)).toBe(data);
  });

  test('do not retain the memory of the frame with the sets', () => {
    const sets = new H264ParameterSets();
    const first = annexB(sps(), pps(), idr);
    sets.complete(first, true);
    first.fill(0xff);
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(sps(), pps(), idr));
  });
});
