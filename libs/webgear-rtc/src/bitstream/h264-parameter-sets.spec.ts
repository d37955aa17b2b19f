import { describe, expect, test } from '@jest/globals';
import { H264ParameterSets, h264ProfileOf, isH264KeyFrame } from './h264-parameter-sets.js';

const sps = [0x67, 0x42, 0xc0, 0x1f, 0xd9];
const pps = [0x68, 0xce, 0x3c];
const idr = [0x65, 0x88, 0x80];
const slice = [0x41, 0x9a, 0x02];

function annexB(...nalUnits: readonly number[][]): Buffer {
  return Buffer.from(nalUnits.flatMap((nalUnit) => [0, 0, 0, 1, ...nalUnit]));
}

describe('profile and level', () => {
  test('are read from the sequence parameter set', () => {
    expect(h264ProfileOf(annexB([9, 0xf0], sps, pps, idr))).toEqual({ profile: '42c0', levelIdc: 31 });
  });

  test.each([
    ['there is no SPS', annexB(pps, idr)],
    ['the SPS is cut off', annexB([0x67, 0x42, 0xc0])],
    ['there is nothing', Buffer.alloc(0)],
  ])('are unknown where %s', (_, data) => {
    expect(h264ProfileOf(data)).toBeUndefined();
  });
});

describe('key frames', () => {
  test('are those with an IDR picture', () => {
    expect(isH264KeyFrame(annexB(sps, pps, idr))).toBe(true);
    expect(isH264KeyFrame(annexB(slice))).toBe(false);
  });

  test('get the parameter sets of the head where they bring none', () => {
    const sets = new H264ParameterSets(annexB(sps, pps));
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(sps, pps, idr));
  });

  test('keep their own, which later ones get', () => {
    const sets = new H264ParameterSets(annexB(sps, pps));
    const [newSps, newPps] = [
      [0x67, 0x4d, 0x40, 0x28, 0x01],
      [0x68, 0x01, 0x02],
    ];
    expect(sets.complete(annexB(newSps, newPps, idr), true)).toEqual(annexB(newSps, newPps, idr));
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(newSps, newPps, idr));
  });

  test('keep the SPS when only another PPS comes', () => {
    const sets = new H264ParameterSets(annexB(sps, pps));
    const otherPps = [0x68, 0x01, 0x02];
    expect(sets.complete(annexB(otherPps, idr), true)).toEqual(annexB(sps, otherPps, idr));
  });

  test('say no lower level than was announced, and a higher one of their own', () => {
    const sets = new H264ParameterSets(annexB(sps, pps));
    expect(h264ProfileOf(sets.complete(annexB(idr), true, 40))).toEqual({ profile: '42c0', levelIdc: 40 });
    expect(h264ProfileOf(sets.complete(annexB(idr), true, 30))?.levelIdc).toBe(31);
    expect(h264ProfileOf(sets.complete(annexB(idr), true))?.levelIdc).toBe(31);
  });

  test('are the only ones that are touched', () => {
    const data = annexB(slice);
    expect(new H264ParameterSets(annexB(sps, pps)).complete(data, false, 51)).toBe(data);
  });

  test('keep none of the memory of the picture that brought the sets', () => {
    const sets = new H264ParameterSets();
    const first = annexB(sps, pps, idr);
    sets.complete(first, true);
    first.fill(0xff);
    expect(sets.complete(annexB(idr), true)).toEqual(annexB(sps, pps, idr));
  });
});
