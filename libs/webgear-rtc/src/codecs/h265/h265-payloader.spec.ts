import { beforeAll, describe, expect, test } from '@jest/globals';
import { splitAnnexB } from '../../bitstream/annex-b.js';
import { joinAnnexB } from '../../bitstream/h264-parameter-sets.js';
import { createVideoEncoder } from '../../encoder/create-video-encoder.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { movingFrames } from '../../testing/moving-frames.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import { maxPayloadBytes } from '../payloader.js';
import { H265Payloader } from './h265-payloader.js';

const settings = { width: 640, height: 360, framerate: 30, bitrateBps: 3_000_000 };

const payload = (...nalUnits: Buffer[]): Buffer[] => new H265Payloader().payload(joinAnnexB(nalUnits));
const type = (data: Buffer | undefined): number => ((data?.[0] ?? 0) >> 1) & 0x3f;
const nalUnit = (nalUnitType: number, length: number, layerAndTemporalId = 0x01): Buffer =>
  Buffer.concat([Buffer.from([nalUnitType << 1, layerAndTemporalId]), Buffer.alloc(length - 2, 0xaa)]);
const hex = (buffers: readonly Buffer[]): string[] => buffers.map((buffer) => buffer.toString('hex'));

/** What a receiver makes of the payloads (RFC 7798, 4.4). */
function reassemble(payloads: readonly Buffer[]): Buffer[] {
  const nalUnits: Buffer[] = [];
  let fragments: Buffer[] = [];
  for (const data of payloads) {
    if (type(data) === 48) {
      for (let at = 2; at < data.length; at += 2 + data.readUInt16BE(at)) {
        nalUnits.push(data.subarray(at + 2, at + 2 + data.readUInt16BE(at)));
      }
    } else if (type(data) === 49) {
      const fuHeader = data[2] ?? 0;
      const header = (data.readUInt16BE(0) & 0x81ff) | ((fuHeader & 0x3f) << 9);
      if ((fuHeader & 0x80) !== 0) fragments = [Buffer.from([header >> 8, header & 0xff])];
      fragments.push(data.subarray(3));
      if ((fuHeader & 0x40) !== 0) nalUnits.push(Buffer.concat(fragments));
    } else {
      nalUnits.push(data);
    }
  }
  return nalUnits;
}

describe('the H.265 payloader', () => {
  const frames: EncodedFrame[] = [];

  beforeAll(async () => {
    await using encoder = await createVideoEncoder('h265', settings);
    for await (const frame of movingFrames({ ...settings, count: 8 })) {
      const encoded = await encoder.encode(frame, frames.length === 4);
      if (encoded !== undefined) frames.push(encoded);
    }
  }, 30_000);

  test('gives a receiver back what the encoder made, with the parameter sets of each key frame in one packet', () => {
    expect(frames.flatMap(({ keyFrame }, index) => (keyFrame ? [index] : []))).toEqual([0, 4]);
    for (const { data, keyFrame } of frames) {
      const payloads = new H265Payloader().payload(data);
      expect(hex(reassemble(payloads))).toEqual(hex(splitAnnexB(data)));
      expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(maxPayloadBytes);
      if (!keyFrame) continue;
      expect(type(payloads[0])).toBe(48);
      expect(reassemble(payloads.slice(0, 1)).map(type)).toEqual([32, 33, 34]);
      expect([19, 20]).toContain(type(reassemble(payloads)[3]));
    }
    expect(frames.some(({ data }) => data.length > 3 * maxPayloadBytes)).toBe(true);
  });

  test('sends a unit that fits as it is', () => {
    const slice = nalUnit(1, maxPayloadBytes);
    expect(hex(payload(slice))).toEqual(hex([slice]));
  });

  test('gives an aggregation packet the lowest layer and temporal id of its units', () => {
    const sets = [nalUnit(32, 4, 0x0a), nalUnit(33, 4, 0x03), nalUnit(34, 4, 0x12)];
    const [aggregate] = payload(...sets, nalUnit(19, 10));
    expect(aggregate?.toString('hex')).toBe(
      `6002${sets.map((set) => `0004${set.toString('hex')}`).join('')}`,
    );
  });

  test('sends parameter sets one by one where they do not fit together', () => {
    const sets = [nalUnit(33, 700), nalUnit(34, 700)];
    expect(hex(payload(...sets))).toEqual(hex(sets));
  });

  test('marks the first fragment with S, the last with E, all with the type, and the header with layer and temporal id', () => {
    const payloads = payload(nalUnit(19, 3000, 0x0b));
    expect(payloads.map((data) => data[2])).toEqual([0x93, 0x13, 0x53]);
    for (const data of payloads) expect(data.readUInt16BE(0)).toBe((49 << 9) | 0x0b);
    expect(new Set(payloads.slice(0, -1).map(({ length }) => length)).size).toBe(1);
  });

  test.each([35, 36, 37, 38, 48, 49, 50, 63])('leaves out a unit of type %d', (unitType) => {
    const slice = nalUnit(19, 100);
    expect(hex(payload(nalUnit(unitType, 20), slice, nalUnit(unitType, 3000)))).toEqual(hex([slice]));
  });

  test.each([0, 1, 2, 3])('loses nothing where %i bytes more than fit are left', (more) => {
    for (const parts of [1, 2, 3]) {
      const length = parts === 1 ? maxPayloadBytes + more : 2 + parts * (maxPayloadBytes - 3) + more;
      const random = new SeededRandom(length).bytes(length - 2).map((byte) => byte | 1);
      const unit = Buffer.concat([Buffer.from([0x26, 0x01]), random]);
      const payloads = payload(unit);
      expect(hex(reassemble(payloads))).toEqual(hex([unit]));
      expect(Math.max(...payloads.map((data) => data.length))).toBeLessThanOrEqual(maxPayloadBytes);
    }
  });
});
