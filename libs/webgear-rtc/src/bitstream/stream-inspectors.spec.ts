import { describe, expect, test } from '@jest/globals';
import { splitAnnexB } from './annex-b.js';
import { isAv1KeyFrame, Av1StreamInspector } from './av1-stream-inspector.js';
import { splitObus } from './av1-obus.js';
import { H265StreamInspector } from './h265-stream-inspector.js';
import { Vp9StreamInspector } from './vp9-stream-inspector.js';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const size = { width: 320, height: 180 };

describe('a VP9 stream', () => {
  const keyFrame = bytes('82498342 204ff02cf0');
  const delta = bytes('86000000');

  test('is eligible from a key frame of profile 0 on', () => {
    const inspector = new Vp9StreamInspector(size, undefined);
    expect(inspector.initial).toMatchObject({ sps: size, ineligibility: undefined });
    expect(inspector.inspect(delta)).toMatchObject({ keyFrame: false, sps: undefined });
    expect(inspector.inspect(delta)?.ineligibility).toBeDefined();
    expect(inspector.inspect(keyFrame)).toMatchObject({ keyFrame: true, ineligibility: undefined });
    expect(inspector.inspect(delta)).toMatchObject({
      keyFrame: false,
      ineligibility: undefined,
      sps: { width: 1280, height: 720 },
    });
    expect(inspector.inspect(Buffer.alloc(0))).toBeUndefined();
  });

  test('is not eligible in another profile', () => {
    expect(new Vp9StreamInspector(size, 2).initial.ineligibility).toMatch(/profile/);
    // The same head with profile 2, whose colour configuration says the depth first.
    expect(new Vp9StreamInspector(size, 0).inspect(bytes('92498342 1027f81678'))?.ineligibility).toMatch(
      /profile/,
    );
  });
});

describe('an AV1 stream', () => {
  const sequenceHeader = '0a03 000000';
  const keyFrame = '3202 10aa';
  const delta = '3202 30bb';
  const config = bytes(`81000c00 ${sequenceHeader}`);

  test('has the sequence header of its container put in front of key frames that lack it', () => {
    const inspector = new Av1StreamInspector(size, config);
    expect(inspector.initial).toEqual({
      sps: { ...size, profile: '', levelIdc: 0 },
      ineligibility: undefined,
    });
    expect(inspector.inspect(bytes(`1200 ${keyFrame}`))).toMatchObject({
      keyFrame: true,
      data: bytes(sequenceHeader + keyFrame),
    });
    const complete = bytes(`1200 ${sequenceHeader} ${keyFrame}`);
    expect(inspector.inspect(complete)?.data).toBe(complete);
    const next = bytes(`1200 ${delta}`);
    expect(inspector.inspect(next)).toMatchObject({ keyFrame: false, isEntryPoint: false, data: next });
  });

  test('has no key frames before its sequence header is known, and none where no frame is', () => {
    const inspector = new Av1StreamInspector(size, Buffer.alloc(0));
    expect(inspector.inspect(bytes(keyFrame))).toMatchObject({ keyFrame: false, sps: undefined });
    expect(inspector.inspect(bytes(sequenceHeader))).toBeUndefined();
    expect(inspector.inspect(bytes(keyFrame))?.keyFrame).toBe(true);
  });

  test('is not eligible in another profile than Main', () => {
    expect(new Av1StreamInspector(size, bytes('81200c00 0a03 200000')).initial.ineligibility).toMatch(/Main/);
  });

  test.each([
    ['a key frame', '3202 10aa', true],
    ['one that is not shown', '3202 00aa', false],
    ['an intra-only frame', '3202 50aa', false],
    ['a frame that is shown again', '1a01 80', false],
    ['a delta frame', '3202 30aa', false],
  ])('%s', (_, hex, isKeyFrame) => {
    expect(isAv1KeyFrame(splitObus(bytes(hex)))).toBe(isKeyFrame);
  });
});

describe('an H.265 stream', () => {
  // VPS, SPS and PPS of 320x180 in Main, as x265 writes them.
  const sets =
    '0000000140010c01ffff01600000030090000003000003003cba0240' +
    '0000000142010101600000030090000003000003003ca00a080c1f3e5ba4a4c2e6808000000300800000' +
    '0c84000000014401c0718312';
  const setsWithBFrames =
    '0000000140010c01ffff01600000030090000003000003003c959009' +
    '0000000142010101600000030090000003000003003ca00a080c1f3e595912930b9a0200000300020000' +
    '03003210000000014401c073c189';
  const idr = '00000001 26 01aabbcc';
  const delta = '00000001 02 01d011';
  const types = (data: Buffer | undefined): number[] =>
    splitAnnexB(data ?? Buffer.alloc(0)).map((nalUnit) => ((nalUnit[0] ?? 0) >> 1) & 0x3f);

  test('has its parameter sets in front of each IDR frame, behind the delimiter, once', () => {
    const inspector = new H265StreamInspector(bytes(sets), false);
    expect(inspector.initial).toMatchObject({ sps: { width: 320, height: 180 }, ineligibility: undefined });
    expect(types(inspector.inspect(bytes(`00000001460150 ${idr}`))?.data)).toEqual([35, 32, 33, 34, 19]);
    expect(types(inspector.inspect(bytes(sets + idr))?.data)).toEqual([32, 33, 34, 19]);
    expect(inspector.inspect(bytes(delta))).toMatchObject({ keyFrame: false, ineligibility: undefined });
    expect(inspector.inspect(bytes(sets))).toBeUndefined();
  });

  test('has no key frames without parameter sets, and none that are CRA', () => {
    const inspector = new H265StreamInspector(Buffer.alloc(0), false);
    expect(inspector.initial.ineligibility).toBeDefined();
    expect(inspector.inspect(bytes(idr))).toMatchObject({ keyFrame: false, isEntryPoint: true });
    expect(inspector.inspect(bytes(`${sets}00000001 2a01aabb`))?.keyFrame).toBe(false);
    expect(inspector.inspect(bytes(idr))?.keyFrame).toBe(true);
  });

  test('is not eligible with frames that are reordered', () => {
    expect(new H265StreamInspector(bytes(sets), true).initial.ineligibility).toMatch(/B-frames/);
    expect(new H265StreamInspector(bytes(setsWithBFrames), false).initial.ineligibility).toMatch(/B-frames/);
  });
});
