import { beforeAll, describe, expect, test } from '@jest/globals';
import { leb128Bytes, splitObus, writeLeb128 } from '../../bitstream/av1-obus.js';
import { createVideoEncoder } from '../../encoder/create-video-encoder.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { movingFrames } from '../../testing/moving-frames.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import { maxPayloadBytes } from '../payloader.js';
import { Av1Payloader } from './av1-payloader.js';

const settings = { width: 640, height: 360, framerate: 30, bitrateBps: 3_000_000 };
const temporalDelimiter = Buffer.from([0x12, 0x00]);
const frameObu = 0x30;

/** An OBU with a size field, as encoders write it. */
function obu(header: number, payload: Buffer): Buffer {
  const size = Buffer.alloc(leb128Bytes(payload.length));
  writeLeb128(size, payload.length, 0);
  return Buffer.concat([Buffer.from([header | 0x02]), size, payload]);
}

/** What a receiver makes of the payloads: OBUs without size fields (RTP payload format for AV1, 4.4). */
function reassemble(payloads: readonly Buffer[]): Buffer[] {
  const obus: Buffer[] = [];
  let open: Buffer | undefined;
  for (const payload of payloads) {
    const [header = 0] = payload;
    const count = (header >> 4) & 3;
    expect(count).toBeGreaterThan(0);
    expect((header & 0x80) !== 0).toBe(open !== undefined);
    let at = 1;
    for (let index = 0; index < count; index++) {
      let length = payload.length - at;
      if (index < count - 1) {
        length = payload.readUInt8(at) & 0x7f;
        if ((payload.readUInt8(at++) & 0x80) !== 0) length += payload.readUInt8(at++) * 0x80;
      }
      const element = payload.subarray(at, at + length);
      at += length;
      expect(element.length).toBeGreaterThan(0);
      const whole = open === undefined ? element : Buffer.concat([open, element]);
      open = undefined;
      if (index === count - 1 && (header & 0x40) !== 0) open = whole;
      else obus.push(whole);
    }
    expect(at).toBe(payload.length);
  }
  expect(open).toBeUndefined();
  return obus;
}

/** The same from the encoder's own bytes. */
function obusOf(data: Buffer): Buffer[] {
  return splitObus(data)
    .filter(({ type }) => type !== 2)
    .map(({ header, payload }) => Buffer.concat([header, payload]));
}

const hex = (buffers: readonly Buffer[]): string[] => buffers.map((buffer) => buffer.toString('hex'));
const startsSequence = (payloads: readonly Buffer[]): boolean[] =>
  payloads.map(([header = 0]) => (header & 0x08) !== 0);

describe('the AV1 payloader', () => {
  const frames: EncodedFrame[] = [];

  beforeAll(async () => {
    await using encoder = await createVideoEncoder('av1', settings);
    for await (const frame of movingFrames({ ...settings, count: 12 })) {
      const encoded = await encoder.encode(frame, frames.length === 6);
      if (encoded !== undefined) frames.push(encoded);
    }
  }, 30_000);

  test('gives a receiver back what the encoder made, in parts that fit, full but for the last', () => {
    expect(frames).toHaveLength(12);
    expect(frames.flatMap(({ keyFrame }, index) => (keyFrame ? [index] : []))).toEqual([0, 6]);
    for (const { data } of frames) {
      const payloads = new Av1Payloader().payload(data);
      expect(hex(reassemble(payloads))).toEqual(hex(obusOf(data)));
      expect(payloads.slice(0, -1).every(({ length }) => length === maxPayloadBytes)).toBe(true);
      expect(payloads.at(-1)?.length).toBeLessThanOrEqual(maxPayloadBytes);
    }
    expect(frames.some(({ data }) => data.length > 3 * maxPayloadBytes)).toBe(true);
  });

  test('says in the first packet of a key frame, and nowhere else, that a sequence begins', () => {
    for (const { data, keyFrame } of frames) {
      const [first, ...rest] = startsSequence(new Av1Payloader().payload(data));
      expect(first).toBe(keyFrame);
      expect(rest).not.toContain(true);
    }
  });

  test('leaves out temporal delimiters, tile lists, padding and size fields', () => {
    const frame = obu(frameObu, Buffer.from([1, 2, 3]));
    const data = Buffer.concat([
      temporalDelimiter,
      obu(0x78, Buffer.alloc(9)),
      obu(0x40, Buffer.alloc(3)),
      frame,
    ]);
    expect(hex(new Av1Payloader().payload(data))).toEqual(['1030010203']);
  });

  test('keeps the extension of an OBU header, and takes a last OBU without a size', () => {
    const data = Buffer.concat([temporalDelimiter, Buffer.from([0x34, 0x20, 1, 2, 3])]);
    expect(hex(new Av1Payloader().payload(data))).toEqual(['103420010203']);
  });

  test('puts at most three OBUs into a packet, with lengths for all but the last', () => {
    const small = Array.from({ length: 4 }, (_, index) => obu(0x28, Buffer.from([index])));
    expect(hex(new Av1Payloader().payload(Buffer.concat(small)))).toEqual([
      '30022800022801' + '2802',
      '102803',
    ]);
  });

  test.each([0, 1, 2, 3, 17])('loses nothing where %i bytes more than fit are left', (more) => {
    for (const packets of [1, 2, 3]) {
      // One byte of each packet is the aggregation header, and one of the OBU its header.
      const bytes = packets * (maxPayloadBytes - 1) - 1 + more;
      const frame = obu(frameObu, new SeededRandom(bytes).bytes(bytes));
      const payloads = new Av1Payloader().payload(Buffer.concat([temporalDelimiter, frame]));
      expect(payloads).toHaveLength(packets + (more === 0 ? 0 : 1));
      expect(hex(reassemble(payloads))).toEqual(hex(obusOf(frame)));
    }
  });

  test('gives a receiver back OBUs of any size', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 200; round++) {
      const data = Buffer.concat(
        Array.from({ length: random.integer(1, 9) }, () =>
          obu(
            random.pick([0x08, 0x18, 0x20, 0x28, 0x30]),
            random.bytes(random.integer(0, random.pick([3, 200, 5000]))),
          ),
        ),
      );
      const payloads = new Av1Payloader().payload(data);
      expect(hex(reassemble(payloads))).toEqual(hex(obusOf(data)));
      expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(maxPayloadBytes);
    }
  });
});
