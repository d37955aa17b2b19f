import { createVideoEncoder } from '../encoder/create-video-encoder.js';
import { OpusEncoder } from '../ffmpeg/audio/opus-encoder.js';
import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import { movingFrames } from './moving-frames.js';

const settings = { width: 320, height: 180, framerate: 30, bitrateBps: 500_000 };

/** Real encoded frames of 320x180 at 30 per second, from time 0 on, with a key frame first and then every so many. */
export async function encodeMovingFrames(
  codec: VideoCodec,
  count: number,
  keyFrameEvery = 15,
): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  await using encoder = await createVideoEncoder(codec, settings);
  let index = 0;
  for await (const frame of movingFrames({ ...settings, count })) {
    const encoded = await encoder.encode(frame, index++ % keyFrameEvery === 0);
    if (encoded !== undefined) frames.push(encoded);
  }
  return frames;
}

/** Packets of Opus with a tone of 440 Hz, from time 0 on. */
export async function encodeTone(seconds: number, channels: 1 | 2 = 2): Promise<EncodedAudioFrame[]> {
  using encoder = await OpusEncoder.open(channels);
  const packets: EncodedAudioFrame[] = [];
  const samples = new Float32Array(960 * channels);
  for (let packet = 0; packet < seconds * 50; packet++) {
    for (let index = 0; index < samples.length; index++) {
      const time = (packet * 960 + Math.floor(index / channels)) / 48_000;
      samples[index] = 0.3 * Math.sin(2 * Math.PI * 440 * time);
    }
    const data = await encoder.encode(samples);
    packets.push({ codec: 'opus', captureTimeUs: packet * 20_000, durationUs: 20_000, channels, data });
  }
  return packets;
}
