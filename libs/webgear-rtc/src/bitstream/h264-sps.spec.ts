import { describe, expect, test } from '@jest/globals';
import { H264BitWriter, spsNalUnit } from '../testing/h264-bits.js';
import { parseH264Sps } from './h264-sps.js';

describe('an SPS', () => {
  test('states profile, level, size and frame types', () => {
    expect(parseH264Sps(spsNalUnit())).toEqual({
      id: 0,
      profile: '42c0',
      levelIdc: 31,
      chromaFormatIdc: 1,
      bitDepth: 8,
      framesOnly: true,
      width: 640,
      height: 360,
      maxReorderFrames: 0,
      pixelShape: [0, 1],
      framerate: undefined,
    });
  });

  test.each([
    ['High without a word about it', { profileIdc: 100 }, undefined],
    ['High that says none', { profileIdc: 100, maxReorderFrames: 0 }, 0],
    ['High that says two', { profileIdc: 100, maxReorderFrames: 2 }, 2],
    ['Main in decoding order', { profileIdc: 77, orderType: 2 } as const, 0],
    ['High Intra', { profileIdc: 100, constraints: 0x10 }, 0],
  ])('%s: reordered frames', (_, settings, expected) => {
    expect(parseH264Sps(spsNalUnit(settings))?.maxReorderFrames).toBe(expected);
  });

  test('with field coding has map units of twice the height', () => {
    const fields = parseH264Sps(spsNalUnit({ profileIdc: 77, framesOnly: false, rows: 12, cropBottom: 0 }));
    expect(fields).toMatchObject({ framesOnly: false, width: 640, height: 384 });
  });

  test('states chroma format and bit depth in High profiles', () => {
    const deep = spsNalUnit({ profileIdc: 110, bitDepth: 10, chromaFormatIdc: 2 });
    expect(parseH264Sps(deep)).toMatchObject({ chromaFormatIdc: 2, bitDepth: 10 });
  });

  test('is parsed across scaling lists and emulation prevention bytes', () => {
    const order = new H264BitWriter()
      .number(77, 8)
      .number(0, 8)
      .number(31, 8)
      .unsigned(0, 0, 1)
      .bit(0)
      .unsigned(0, 0, 3, 1, 2, 3)
      .unsigned(1)
      .bit(0)
      .unsigned(19, 11)
      .bit(0, 0, 0, 0, 0);
    expect(parseH264Sps(order.nalUnit(0x67))).toMatchObject({ width: 320, framesOnly: false });
    const scaled = new H264BitWriter().number(100, 8).number(0, 8).number(31, 8).unsigned(0, 1, 0, 0);
    scaled.bit(0, 1, 1).unsigned(16).bit(0, 0, 0, 0, 0, 0, 0).unsigned(0, 0, 0, 1).bit(0).unsigned(19, 11);
    expect(parseH264Sps(scaled.bit(1, 0, 0, 0).nalUnit(0x67))).toMatchObject({
      width: 320,
      framesOnly: true,
    });
    const wide = new H264BitWriter().number(77, 8).number(0, 8).number(31, 8).unsigned(0, 0, 0, 0, 1).bit(0);
    const unit = wide
      .unsigned(2 ** 23 - 1, 2 ** 23 - 1)
      .bit(0, 0, 0, 0, 0)
      .nalUnit(0x67);
    expect(unit.includes(Buffer.from([0, 0, 3]))).toBe(true);
    expect(parseH264Sps(unit)).toMatchObject({ width: 2 ** 27, framesOnly: false });
  });

  test('truncated anywhere yields a result or undefined, and never throws', () => {
    const whole = spsNalUnit({ profileIdc: 100, maxReorderFrames: 1 });
    for (let length = 0; length < whole.length - 4; length++) {
      expect(parseH264Sps(whole.subarray(0, length))?.maxReorderFrames).toBeUndefined();
    }
    expect(parseH264Sps(Buffer.from([0x67, 77, 0, 0, 0, 0, 0, 0, 0, 1]))).toBeUndefined();
  });
});
