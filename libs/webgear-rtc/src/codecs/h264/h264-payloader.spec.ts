import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../../testing/seeded-random.js';
import { H264Payloader } from './h264-payloader.js';
import { maxPayloadBytes } from '../payloader.js';

const startCode = Buffer.from([0, 0, 0, 1]);
const annexB = (...nalUnits: Buffer[]): Buffer =>
  Buffer.concat(nalUnits.flatMap((nalUnit) => [startCode, nalUnit]));
const nalUnit = (header: number, length: number): Buffer =>
  Buffer.concat([Buffer.from([header]), Buffer.alloc(length - 1, 0xaa)]);
const payload = (...nalUnits: Buffer[]): Buffer[] => new H264Payloader().payload(annexB(...nalUnits));
const type = (data: Buffer): number => (data[0] ?? 0) & 0x1f;

const sps = Buffer.from('6742c01fda', 'hex');
const pps = Buffer.from('68ce3c80', 'hex');

/** What a receiver makes of the payloads (RFC 6184, 5.6 to 5.8). */
function reassemble(payloads: readonly Buffer[]): Buffer[] {
  const nalUnits: Buffer[] = [];
  let fragments: Buffer[] = [];
  for (const data of payloads) {
    if (type(data) === 24) {
      for (let at = 1; at < data.length; at += 2 + data.readUInt16BE(at)) {
        nalUnits.push(data.subarray(at + 2, at + 2 + data.readUInt16BE(at)));
      }
    } else if (type(data) === 28) {
      const fuHeader = data[1] ?? 0;
      if ((fuHeader & 0x80) !== 0) fragments = [Buffer.from([((data[0] ?? 0) & 0xe0) | (fuHeader & 0x1f)])];
      fragments.push(data.subarray(2));
      if ((fuHeader & 0x40) !== 0) nalUnits.push(Buffer.concat(fragments));
    } else {
      nalUnits.push(data);
    }
  }
  return nalUnits;
}

describe('the H.264 payloader', () => {
  test('sends a unit that fits as it is', () => {
    const slice = nalUnit(0x41, maxPayloadBytes);
    expect(payload(slice)).toEqual([slice]);
  });

  test('puts SPS and PPS into one STAP-A in front of the slice, with the highest nal_ref_idc', () => {
    const slice = nalUnit(0x65, 100);
    const lowSps = Buffer.from([0x27, ...sps.subarray(1)]);
    const [stapA, ...rest] = payload(lowSps, pps, slice);
    expect(stapA?.toString('hex')).toBe(`780005${lowSps.toString('hex')}0004${pps.toString('hex')}`);
    expect(rest).toEqual([slice]);
  });

  test('sends parameter sets one by one where they do not fit together', () => {
    const large = [nalUnit(0x67, 700), nalUnit(0x68, 700)];
    expect(payload(...large, nalUnit(0x65, 10)).slice(0, 2)).toEqual(large);
  });

  test.each([0, 9, 10, 11, 12, 24, 28, 31])(
    'leaves out a unit of type %d, which RTP has no place for',
    (unitType) => {
      const slice = nalUnit(0x65, 100);
      expect(payload(nalUnit(unitType, 20), slice, nalUnit(unitType, 3000))).toEqual([slice]);
    },
  );

  test('keeps parameter sets that no slice follows', () => {
    expect(reassemble(payload(sps, pps))).toEqual([sps, pps]);
  });

  test('cuts a large unit into FU-A of one length, the last at most shorter', () => {
    const payloads = payload(nalUnit(0x65, 5000));
    const lengths = payloads.map(({ length }) => length);
    expect(new Set(lengths.slice(0, -1)).size).toBe(1);
    expect(lengths.at(-1)).toBeLessThanOrEqual(lengths[0] ?? 0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(maxPayloadBytes);
    expect(payloads).toHaveLength(Math.ceil(4999 / (maxPayloadBytes - 2)));
  });

  test('marks the first fragment with S, the last with E and none with both', () => {
    const marks = payload(nalUnit(0x65, 5000)).map((data) => (data[1] ?? 0) & 0xe0);
    expect(marks).toEqual([0x80, 0, 0, 0, 0x40]);
    const shortest = payload(nalUnit(0x65, maxPayloadBytes + 1)).map((data) => (data[1] ?? 0) & 0xe0);
    expect(shortest).toEqual([0x80, 0x40]);
  });

  test('carries nal_ref_idc and type through every fragment', () => {
    for (const data of payload(nalUnit(0x65, 5000))) {
      expect(data[0]).toBe(0x7c);
      expect((data[1] ?? 0) & 0x1f).toBe(5);
    }
  });

  test('leaves out delimiters and filler, which mean nothing over RTP', () => {
    const slice = nalUnit(0x41, 10);
    expect(payload(Buffer.from([0x09, 0xf0]), slice, Buffer.from([0x0c, 0xff, 0x80]))).toEqual([slice]);
  });

  test('gives a receiver back what the encoder made, whatever that was', () => {
    const random = new SeededRandom(6184);
    for (let round = 0; round < 100; round++) {
      const nalUnits = Array.from({ length: random.integer(1, 8) }, () => {
        const header = (random.integer(0, 3) << 5) | random.pick([1, 5, 6, 7, 8]);
        const length = random.chance(0.5) ? random.integer(2, 60) : random.integer(1000, 8000);
        // No zero bytes: an encoder escapes what would read as a start code, and no unit ends with one.
        return Buffer.concat([Buffer.from([header]), random.bytes(length - 1).map((byte) => byte | 1)]);
      });
      const received = reassemble(payload(...nalUnits));
      // As text: jest compares buffers byte by byte, which takes seconds here.
      expect(received.map((unit) => unit.toString('hex'))).toEqual(
        nalUnits.map((unit) => unit.toString('hex')),
      );
    }
  });
});
