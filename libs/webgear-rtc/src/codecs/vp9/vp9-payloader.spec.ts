import { beforeAll, describe, expect, test } from '@jest/globals';
import { createVideoEncoder } from '../../encoder/create-video-encoder.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { movingFrames } from '../../testing/moving-frames.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import { maxPayloadBytes } from '../payloader.js';
import { Vp9Payloader } from './vp9-payloader.js';

const settings = { width: 640, height: 360, framerate: 30, bitrateBps: 3_000_000 };
const descriptorBytes = 3;
const structureBytes = 8;

const pictureId = (payload: Buffer | undefined): number => (payload?.readUInt16BE(1) ?? 0) & 0x7fff;
const flags = (payloads: readonly Buffer[]): number[] => payloads.map((payload) => payload[0] ?? 0);

/** What a receiver makes of the payloads of one frame. */
function reassemble(payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(
    payloads.map((payload) =>
      payload.subarray(descriptorBytes + (((payload[0] ?? 0) & 0x02) === 0 ? 0 : structureBytes)),
    ),
  );
}

describe('the VP9 payloader', () => {
  const frames: EncodedFrame[] = [];

  beforeAll(async () => {
    await using encoder = await createVideoEncoder('vp9', settings);
    for await (const frame of movingFrames({ ...settings, count: 12 })) {
      const encoded = await encoder.encode(frame, frames.length === 6);
      if (encoded !== undefined) frames.push(encoded);
    }
  }, 30_000);

  test('gives a receiver back what the encoder made, in parts that fit', () => {
    const payloader = new Vp9Payloader();
    expect(frames.map(({ keyFrame }) => keyFrame).indexOf(true, 1)).toBe(6);
    for (const { data } of frames) {
      const payloads = payloader.payload(data);
      const lengths = payloads.map(({ length }) => length);
      expect(reassemble(payloads).equals(data)).toBe(true);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(maxPayloadBytes);
      expect(new Set(lengths.slice(0, -1)).size).toBeLessThanOrEqual(1);
    }
    expect(frames.some(({ data }) => data.length > 3 * maxPayloadBytes)).toBe(true);
  });

  test('marks a key frame: no P, B first, E last, the structure with the size first', () => {
    const [keyFrame, delta] = frames;
    const payloads = new Vp9Payloader().payload(keyFrame?.data ?? Buffer.alloc(0));
    expect(payloads.length).toBeGreaterThan(2);
    const middle = Array<number>(payloads.length - 2).fill(0x80);
    expect(flags(payloads)).toEqual([0x8a, ...middle, 0x84]);
    expect(payloads[0]?.subarray(3, 11).toString('hex')).toBe('1802800168010401');
    const [first, ...rest] = flags(new Vp9Payloader().payload(delta?.data ?? Buffer.alloc(0)));
    expect((first ?? 0) & 0xcb).toBe(0xc8);
    for (const flag of rest) expect(flag & 0xca).toBe(0xc0);
  });

  test('gives all packets of a frame one PictureID and the next frame the next, in 15 bits', () => {
    const payloader = new Vp9Payloader();
    const first = payloader.payload(Buffer.alloc(3000, 0x86)).map(pictureId);
    expect(new Set(first).size).toBe(1);
    let before = first[0] ?? 0;
    let wraps = 0;
    for (let frame = 0; frame < 0x8000; frame++) {
      const id = pictureId(payloader.payload(Buffer.from([0x86]))[0]);
      if (id === 0) wraps++;
      if (id !== (before + 1) % 0x8000) throw new Error(`${id} follows ${before}`);
      before = id;
    }
    expect(wraps).toBe(1);
  });

  test.each([
    1,
    maxPayloadBytes - descriptorBytes,
    maxPayloadBytes - descriptorBytes + 1,
    2 * maxPayloadBytes,
  ])('cuts %i bytes so that nothing is lost', (length) => {
    const data = Buffer.concat([Buffer.from([0x86]), new SeededRandom(length).bytes(length - 1)]);
    const payloads = new Vp9Payloader().payload(data);
    expect(reassemble(payloads).equals(data)).toBe(true);
    expect(payloads).toHaveLength(Math.ceil(length / (maxPayloadBytes - descriptorBytes)));
    expect((payloads.at(-1)?.[0] ?? 0) & 0x04).toBe(0x04);
  });
});
