import { describe, expect, it } from '@jest/globals';
import { AccessUnitSplitter } from './access-unit-splitter.js';

const nal = (header: number, ...payload: number[]) => Buffer.from([0, 0, 0, 1, header, ...payload, 9, 9, 9]);
const sps = nal(0x67, 0x42);
const pps = nal(0x68, 0xce);
const key = nal(0x65, 0x88);
const delta = nal(0x41, 0x9a);
/** The second slice of a frame: its first macroblock is not 0. */
const moreOfDelta = nal(0x41, 0x1a);
const delimiter = nal(0x09, 0x10);

const accessUnits = [
  Buffer.concat([sps, pps, key]),
  delta,
  Buffer.concat([delta, moreOfDelta]),
  Buffer.concat([delimiter, delta]),
  Buffer.concat([sps, pps, key]),
];
const stream = Buffer.concat(accessUnits);

describe('an H.264 byte stream', () => {
  it.each([1, 2, 3, 7, 1000])('in chunks of %d bytes is split into access units', (size) => {
    const splitter = new AccessUnitSplitter();
    const units: Buffer[] = [];
    for (let from = 0; from < stream.length; from += size) {
      units.push(...splitter.push(stream.subarray(from, from + size)));
    }
    const rest = splitter.flush();
    expect([...units, rest]).toEqual(accessUnits);
    expect(splitter.flush()).toBeUndefined();
  });

  it('may use three-byte start codes', () => {
    const splitter = new AccessUnitSplitter();
    const short = [key, delta, delta].map((unit) => unit.subarray(1));
    expect(splitter.push(Buffer.concat(short))).toEqual(short.slice(0, 2));
  });
});
