import { describe, expect, it } from '@jest/globals';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import { movingFrames } from '../testing/moving-frames.js';
import { createVideoEncoder } from './create-video-encoder.js';

const settings = { width: 320, height: 180, framerate: 30, bitrateBps: 800_000 };

describe.each<VideoCodec>(['vp9', 'av1', 'h265'])('the encoder of %s', (codec) => {
  it('gives each frame back before the next, and key frames where they are asked for and nowhere else', async () => {
    const frames = await encode(codec, 40, [13, 14, 29]);
    expect(frames).toHaveLength(40);
    expect(frames.flatMap(({ keyFrame }, index) => (keyFrame ? [index] : []))).toEqual([0, 13, 14, 29]);
  });

  it('keeps to the rate, and to a new one while it runs', async () => {
    const frames = await encode(codec, 180, [], { at: 60, bitrateBps: 300_000 });
    expect(rateOf(frames.slice(0, 60))).toBeLessThan(1_200_000);
    expect(rateOf(frames.slice(0, 60))).toBeGreaterThan(400_000);
    expect(rateOf(frames.slice(120))).toBeLessThan(450_000);
  });
});

async function encode(
  codec: VideoCodec,
  count: number,
  keyFramesAt: readonly number[],
  change?: { readonly at: number; readonly bitrateBps: number },
): Promise<EncodedFrame[]> {
  await using encoder = await createVideoEncoder(codec, settings);
  const frames: EncodedFrame[] = [];
  let index = 0;
  for await (const source of movingFrames({ ...settings, count })) {
    if (index === change?.at) encoder.setBitrate(change.bitrateBps);
    const frame = await encoder.encode(source, keyFramesAt.includes(index));
    if (frame !== undefined) frames.push(frame);
    index++;
  }
  return frames;
}

function rateOf(frames: readonly EncodedFrame[]): number {
  const bytes = frames.reduce((sum, { data }) => sum + data.length, 0);
  return (bytes * 8 * settings.framerate) / frames.length;
}
