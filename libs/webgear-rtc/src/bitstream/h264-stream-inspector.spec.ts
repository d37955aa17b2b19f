import { describe, expect, test } from '@jest/globals';
import {
  annexB,
  ppsNalUnit as pps,
  recoveryPointNalUnit,
  sliceNalUnit as slice,
  spsNalUnit as sps,
  type SpsSettings,
} from '../testing/h264-bits.js';
import { H264StreamInspector } from './h264-stream-inspector.js';

const high: SpsSettings = { profileIdc: 100, constraints: 0 };
const key = (settings: SpsSettings = {}): Buffer => annexB(sps(settings), pps(), slice('IDR'));
const delta = annexB(slice('P'));

describe('an H.264 stream, access unit by access unit', () => {
  test('is eligible from its first IDR frame on', () => {
    const inspector = new H264StreamInspector();
    expect(inspector.initial.ineligibility).toBe('its container does not state its H.264 profile');
    expect(inspector.inspect(delta)).toMatchObject({ keyFrame: false, sps: undefined });
    expect(inspector.inspect(key())).toMatchObject({ keyFrame: true, ineligibility: undefined });
    expect(inspector.inspect(delta)).toMatchObject({
      keyFrame: false,
      ineligibility: undefined,
      data: delta,
    });
  });

  test.each<[string, string | undefined, SpsSettings]>([
    ['Main', undefined, { profileIdc: 77 }],
    ['High in frames of any order', undefined, high],
    ['High with reordered frames', 'it has B-frames', { ...high, maxReorderFrames: 2 }],
    ['fields', 'it is interlaced', { ...high, framesOnly: false }],
    ['10 bits', 'its pixels are not 8-bit 4:2:0', { ...high, bitDepth: 10 }],
    ['4:2:2', 'its pixels are not 8-bit 4:2:0', { ...high, chromaFormatIdc: 2 }],
    ['Extended', 'browsers do not decode its H.264 profile', { profileIdc: 88 }],
    ['High 4:4:4', 'browsers do not decode its H.264 profile', { profileIdc: 244 }],
  ])('is checked again at each IDR frame: %s → %s', (_, ineligibility, settings) => {
    const inspector = new H264StreamInspector(annexB(sps(), pps()));
    expect(inspector.initial.ineligibility).toBeUndefined();
    expect(inspector.inspect(key())?.ineligibility).toBeUndefined();
    expect(inspector.inspect(key(settings))?.ineligibility).toBe(ineligibility);
    expect(inspector.inspect(delta)?.ineligibility).toBe(ineligibility);
    expect(inspector.inspect(key())?.ineligibility).toBeUndefined();
  });

  test('states its size, which may change', () => {
    const inspector = new H264StreamInspector();
    expect(inspector.inspect(key())?.sps).toMatchObject({ width: 640, height: 360 });
    expect(inspector.inspect(key({ columns: 20, rows: 12, cropBottom: 12 }))?.sps).toMatchObject({
      width: 320,
      height: 180,
    });
  });

  test('with new sets is judged by them from the IDR frame that refers to them', () => {
    const inspector = new H264StreamInspector();
    inspector.inspect(key());
    expect(inspector.inspect(annexB(sps({ ...high, framesOnly: false })))).toBeUndefined();
    expect(inspector.inspect(delta)?.ineligibility).toBeUndefined();
    expect(inspector.inspect(annexB(slice('IDR')))?.ineligibility).toBe('it is interlaced');
  });

  test('has B-frames once one is found, also after the next key frame', () => {
    const inspector = new H264StreamInspector();
    expect(inspector.inspect(key(high))?.ineligibility).toBeUndefined();
    expect(inspector.inspect(annexB(slice('B')))?.ineligibility).toBe('it has B-frames');
    expect(inspector.inspect(key(high))?.ineligibility).toBe('it has B-frames');
    expect(inspector.inspect(key())?.ineligibility).toBeUndefined();
  });

  test('with B-frames found by the probe has B-frames', () => {
    const inspector = new H264StreamInspector(annexB(sps(high), pps()), true);
    expect(inspector.initial.ineligibility).toBe('it has B-frames');
    expect(inspector.inspect(key())?.ineligibility).toBeUndefined();
  });

  test('has random access points that are not key frames', () => {
    const inspector = new H264StreamInspector(annexB(sps(), pps()));
    const refreshed = annexB(recoveryPointNalUnit(), slice('P'));
    expect(inspector.inspect(refreshed)).toMatchObject({ keyFrame: false, isEntryPoint: true });
    expect(inspector.inspect(annexB(slice('I')))).toMatchObject({ keyFrame: false, isEntryPoint: true });
    expect(inspector.inspect(delta)).toMatchObject({ keyFrame: false, isEntryPoint: false });
  });

  test('that lost the sets of a key frame waits for the next with sets', () => {
    const inspector = new H264StreamInspector();
    expect(inspector.inspect(annexB(sps(), slice('IDR')))).toMatchObject({ keyFrame: false, sps: undefined });
    expect(inspector.inspect(annexB(pps(), slice('IDR')))).toMatchObject({ keyFrame: true });
  });

  test('puts separate sets in front of the next access unit', () => {
    const inspector = new H264StreamInspector();
    inspector.inspect(key());
    const other = pps(1);
    expect(inspector.inspect(annexB(other))).toBeUndefined();
    const named = annexB(slice('P', { ppsId: 1 }));
    expect(inspector.inspect(named)?.data).toEqual(Buffer.concat([annexB(other), named]));
    expect(inspector.inspect(delta)?.data).toBe(delta);
  });

  test('may have several slices per frame, three-byte start codes and no delimiters', () => {
    const inspector = new H264StreamInspector();
    const short = Buffer.from([0, 0, 1]);
    const slices = [slice('IDR'), slice('IDR', { firstMacroblock: 40 })];
    const unit = Buffer.concat([sps(), pps(), ...slices].flatMap((nalUnit) => [short, nalUnit]));
    expect(inspector.inspect(unit)).toMatchObject({
      keyFrame: true,
      data: annexB(sps(), pps(), ...slices),
    });
  });

  test('of Baseline with slice groups is not eligible', () => {
    const inspector = new H264StreamInspector();
    const unit = annexB(sps(), pps(0, 0, { sliceGroups: 2 }), slice('IDR'));
    expect(inspector.inspect(unit)?.ineligibility).toBe('it has slice groups');
  });

  test('with endless sets keeps a bounded number', () => {
    const inspector = new H264StreamInspector();
    inspector.inspect(key());
    const lone = Array.from({ length: 32 }, (_, id) => annexB(pps(id, id)));
    for (let index = 0; index < 20_000; index++) inspector.inspect(lone[index % 32] ?? delta);
    expect(inspector.inspect(delta)?.data.length).toBeLessThan(200_000);
  });
});
