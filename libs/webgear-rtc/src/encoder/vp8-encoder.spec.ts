import { describe, expect, it } from '@jest/globals';
import { movingFrames } from '../testing/moving-frames.js';
import { createVideoEncoder } from './native-video-encoder.js';
import type { EncodedFrame } from '../media/encoded-frame.js';

const settings = { width: 320, height: 180, framerate: 30, bitrateBps: 800_000, keyFrameIntervalFrames: 300 };

describe('the VP8 encoder', () => {
  it('gives each frame back before the next, and key frames where they are asked for and nowhere else', async () => {
    const frames = await encode(40, [13, 29]);
    expect(frames).toHaveLength(40);
    expect(frames.flatMap(({ keyFrame }, index) => (keyFrame ? [index] : []))).toEqual([0, 13, 29]);
  });

  it('marks the frames as RFC 6386 §9.1 does, with the size in every key frame', async () => {
    const frames = await encode(20, [10]);
    for (const { data, keyFrame } of frames) {
      expect((data[0] ?? 0) & 1).toBe(keyFrame ? 0 : 1);
      if (!keyFrame) continue;
      expect(data.subarray(3, 6).toString('hex')).toBe('9d012a');
      expect([data.readUInt16LE(6) & 0x3fff, data.readUInt16LE(8) & 0x3fff]).toEqual([320, 180]);
    }
  });

  it('says that a new rate costs a key frame', async () => {
    await using encoder = await createVideoEncoder('vp8', settings);
    expect(encoder.changesRateWhileRunning).toBe(false);
    await using other = await createVideoEncoder('h264', settings);
    expect(other.changesRateWhileRunning).toBe(true);
  });

  it('keeps to the rate, and to a new one while it runs', async () => {
    const frames = await encode(180, [], { at: 60, bitrateBps: 200_000 });
    expect(rateOf(frames.slice(0, 60))).toBeLessThan(1_200_000);
    expect(rateOf(frames.slice(0, 60))).toBeGreaterThan(500_000);
    expect(rateOf(frames.slice(120))).toBeLessThan(300_000);
  });
});

async function encode(
  count: number,
  keyFramesAt: readonly number[],
  change?: { readonly at: number; readonly bitrateBps: number },
): Promise<EncodedFrame[]> {
  const encoder = await createVideoEncoder('vp8', settings);
  const frames: EncodedFrame[] = [];
  let index = 0;
  for await (const source of movingFrames({ ...settings, count })) {
    if (index === change?.at) encoder.setBitrate(change.bitrateBps);
    const frame = await encoder.encode(source, keyFramesAt.includes(index));
    if (frame !== undefined) frames.push(frame);
    index++;
  }
  await encoder.close();
  return frames;
}

function rateOf(frames: readonly EncodedFrame[]): number {
  const bytes = frames.reduce((sum, { data }) => sum + data.length, 0);
  return (bytes * 8 * settings.framerate) / frames.length;
}
