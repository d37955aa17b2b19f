import { NativeVideoEncoder } from './native-video-encoder.js';
import { h264LevelIdc } from './h264-level.js';
import type { VideoEncoder, VideoEncoderSettings } from './video-encoder.interface.js';

/**
 * How many milliseconds of bits one picture may take in advance.
 *
 * This bounds the time a key frame needs on a line of just the stream's rate, so it bounds delay; too small a bound
 * blurs the key frame every viewer starts with: at 67 ms (two frames) it loses 3 to 7 dB to 250 ms, at 1000 ms it wins
 * less than one on most pictures.
 */
const RATE_BUFFER_MS = 250;

/** Opens libx264 for real-time constrained baseline, the one H.264 profile every browser decodes (RFC 7742 §6.2). */
export function createH264Encoder(settings: VideoEncoderSettings): Promise<VideoEncoder> {
  const levelIdc = h264LevelIdc({ ...settings, framerate: settings.levelFramerate ?? settings.framerate });
  return NativeVideoEncoder.open('h264', settings, {
    encoder: 'libx264',
    rateBufferMs: RATE_BUFFER_MS,
    changesRateWhileRunning: true,
    options: {
      // Costs 2 ms more than ultrafast at 720p, once for all viewers, and gives each of them up to 1.5 dB.
      preset: 'superfast',
      tune: 'zerolatency',
      profile: 'baseline',
      level: (levelIdc / 10).toFixed(1),
      // A forced I frame that is not IDR leaves a joining viewer without a point to start from.
      'forced-idr': '1',
      // One thread and one slice: slices cost bits, and a 720p picture takes 8 ms as it is. repeat-headers puts SPS and PPS
      // before every IDR, where RFC 7742 §6.2 wants them; scenecut would add key frames nobody asked for.
      'x264-params': 'repeat-headers=1:sliced-threads=0:scenecut=0:ref=1:aud=0',
    },
  });
}
