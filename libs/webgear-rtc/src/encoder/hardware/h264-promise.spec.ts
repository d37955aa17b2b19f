import { beforeAll, describe, expect, it } from '@jest/globals';
import { NalUnitType, nalUnitType, splitAnnexB } from '../../bitstream/annex-b.js';
import { h264ProfileOf, joinAnnexB } from '../../bitstream/h264-parameter-sets.js';
import { movingFrames } from '../../testing/moving-frames.js';
import { createVideoEncoder } from '../create-video-encoder.js';
import { H264Promise } from './h264-promise.js';

const settings = { width: 64, height: 64, framerate: 30, bitrateBps: 200_000 };
const LEVEL = 31;

describe('what viewers of H.264 were promised', () => {
  let keyFrame: Buffer;

  beforeAll(async () => {
    await using encoder = await createVideoEncoder('h264', settings);
    for await (const frame of movingFrames({ ...settings, count: 1 })) {
      keyFrame = (await encoder.encode(frame, true))?.data ?? Buffer.alloc(0);
    }
  });

  /** The key frame as another encoder writes it. */
  const changed = (change: (sps: Buffer) => void, without: readonly number[] = []): Buffer => {
    const nalUnits = splitAnnexB(keyFrame).map((nalUnit) => Buffer.from(nalUnit));
    for (const nalUnit of nalUnits) if (nalUnitType(nalUnit) === NalUnitType.Sps) change(nalUnit);
    return joinAnnexB(nalUnits.filter((nalUnit) => !without.includes(nalUnitType(nalUnit))));
  };
  const asItIs = (): void => undefined;

  it('is kept by a stream of a lower level, and of Baseline without its flags', () => {
    const bare = changed((sps) => {
      sps.writeUInt8(0, 2);
      sps.writeUInt8(10, 3);
    });
    const kept = new H264Promise(LEVEL, settings).keep(bare, true);
    expect(h264ProfileOf(kept)).toEqual({ profile: '42c0', levelIdc: LEVEL });
  });

  it('has parameter sets before every key frame, of a device that sends them once', () => {
    const promise = new H264Promise(LEVEL, settings);
    promise.keep(keyFrame, true);
    const later = promise.keep(changed(asItIs, [NalUnitType.Sps, NalUnitType.Pps]), true);
    const types = splitAnnexB(later).map(nalUnitType);
    expect(types.filter((type) => type !== NalUnitType.Sei)).toEqual([
      NalUnitType.Sps,
      NalUnitType.Pps,
      NalUnitType.IdrSlice,
    ]);
  });

  it.each<[string, () => Buffer, string]>([
    ['another profile', () => changed((sps) => sps.writeUInt8(77, 1)), 'profile 4dc0 instead of'],
    ['a higher level', () => changed((sps) => sps.writeUInt8(40, 3)), 'level 4 instead of 3.1 or below'],
    ['no SPS', () => changed(asItIs, [NalUnitType.Sps]), 'a key frame has no SPS'],
    ['no IDR slice', () => changed(asItIs, [NalUnitType.IdrSlice]), 'a key frame is no IDR frame'],
  ])('is broken by %s', (_case, data, reason) => {
    expect(() => new H264Promise(LEVEL, settings).keep(data(), true)).toThrow(reason);
  });

  it('is broken by another size', () => {
    const promise = new H264Promise(LEVEL, { width: 128, height: 64 });
    expect(() => promise.keep(keyFrame, true)).toThrow('64x64 instead of 128x64');
  });
});
