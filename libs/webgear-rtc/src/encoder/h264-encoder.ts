import { NativeVideoEncoder } from './native-video-encoder.js';
import { h264LevelIdc } from './h264-level.js';
import type { VideoEncoder, VideoEncoderSettings } from './video-encoder.interface.js';

/**
 * How many milliseconds of bits one picture may take.
 *
 * This bounds the time a key frame needs on a line of just the stream's rate, so it bounds delay; too small a bound
 * blurs the key frame every viewer starts with. 250 ms keeps it sharp and still below the time a join takes.
 */
const RATE_BUFFER_MS = 250;

/** Opens libx264 for real-time constrained baseline, the one H.264 profile every browser decodes (RFC 7742 §6.2). */
export function createH264Encoder(settings: VideoEncoderSettings): Promise<VideoEncoder> {
  const levelIdc = h264LevelIdc(settings);
  return NativeVideoEncoder.open('h264', settings, {
    encoder: 'libx264',
    rateBufferMs: RATE_BUFFER_MS,
    options: {
      preset: 'superfast',
      tune: 'zerolatency',
      profile: 'baseline',
      level: (levelIdc / 10).toFixed(1),
      // A forced I frame that is not IDR leaves a joining viewer without a point to start from.
      'forced-idr': '1',
      // One thread and one slice: slices cost bits, and 720p takes 5 to 9 ms as it is. repeat-headers puts SPS and PPS
      // before every IDR, where RFC 7742 §6.2 wants them; scenecut would add key frames nobody asked for.
      'x264-params': 'repeat-headers=1:sliced-threads=0:scenecut=0:ref=1:aud=0',
    },
  });
}
