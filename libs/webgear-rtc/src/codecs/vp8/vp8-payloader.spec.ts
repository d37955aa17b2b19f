import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../../testing/seeded-random.js';
import { maxPayloadBytes } from '../payloader.js';
import { Vp8Payloader } from './vp8-payloader.js';

const pictureId = (payload: Buffer | undefined): number => (payload?.readUInt16BE(2) ?? 0) & 0x7fff;

describe('the VP8 payloader', () => {
  test('writes the four bytes of descriptor of RFC 7741: X, I, a long picture id; S on the first packet only', () => {
    const payloads = new Vp8Payloader().payload(Buffer.alloc(3000, 1));
    expect(payloads.map((payload) => payload[0])).toEqual([0x90, 0x80, 0x80]);
    for (const payload of payloads) {
      expect(payload[1]).toBe(0x80);
      expect((payload[2] ?? 0) & 0x80).toBe(0x80);
    }
  });

  test('gives all packets of a frame one PictureID and the next frame the next', () => {
    const payloader = new Vp8Payloader();
    const first = payloader.payload(Buffer.alloc(3000)).map(pictureId);
    const [second] = payloader.payload(Buffer.alloc(10)).map(pictureId);
    expect(new Set(first).size).toBe(1);
    expect(second).toBe(((first[0] ?? 0) + 1) % 0x8000);
  });

  test('counts picture ids in 15 bits, round and round', () => {
    const payloader = new Vp8Payloader();
    let before = pictureId(payloader.payload(Buffer.alloc(1))[0]);
    let wraps = 0;
    for (let frame = 0; frame < 0x8000; frame++) {
      const id = pictureId(payloader.payload(Buffer.alloc(1))[0]);
      if (id === 0) wraps++;
      if (id !== (before + 1) % 0x8000) throw new Error(`${id} follows ${before}`);
      before = id;
    }
    expect(wraps).toBe(1);
  });

  test('cuts equal parts that fit and lose nothing', () => {
    const random = new SeededRandom(7741);
    const payloader = new Vp8Payloader();
    for (let round = 0; round < 100; round++) {
      const data = random.bytes(random.integer(1, 9000));
      const payloads = payloader.payload(data);
      const lengths = payloads.map(({ length }) => length);
      expect(Buffer.concat(payloads.map((payload) => payload.subarray(4))).equals(data)).toBe(true);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(maxPayloadBytes);
      expect(new Set(lengths.slice(0, -1)).size).toBeLessThanOrEqual(1);
    }
  });
});
