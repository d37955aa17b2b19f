import { createVideoEncoder } from '../../libs/webgear-rtc/src/encoder/create-video-encoder.js';
import type { EncodedFrame, VideoCodec } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import { movingFrames } from '../../libs/webgear-rtc/src/testing/moving-frames.js';

/** What {@link encodeFrames} makes. */
export interface EncodeFramesSettings {
  readonly width: number;
  readonly height: number;
  readonly framerate: number;
  readonly count: number;
  readonly bitrateBps?: number;
}

/** Encodes moving frames, of which the first is a key frame. */
export async function encodeFrames(
  codec: VideoCodec,
  { bitrateBps = 1_000_000, ...settings }: EncodeFramesSettings,
): Promise<EncodedFrame[]> {
  await using encoder = await createVideoEncoder(codec, { ...settings, bitrateBps });
  const encoded: EncodedFrame[] = [];
  for await (const frame of movingFrames(settings)) {
    const made = await encoder.encode(frame, encoded.length === 0);
    if (made !== undefined) encoded.push(made);
  }
  return encoded;
}
