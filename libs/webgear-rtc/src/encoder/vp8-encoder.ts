import { NativeVideoEncoder } from './native-video-encoder.js';
import type { VideoEncoder, VideoEncoderSettings } from './video-encoder.interface.js';

/** libvpx counts its buffer in whole milliseconds of the target rate; below about 250 it drops to slide-show quality. */
const RATE_BUFFER_MS = 500;

/** Opens libvpx for real-time VP8, for viewers that offer no H.264. */
export function createVp8Encoder(settings: VideoEncoderSettings): Promise<VideoEncoder> {
  return NativeVideoEncoder.open('vp8', settings, {
    encoder: 'libvpx',
    rateBufferMs: RATE_BUFFER_MS,
    changesRateWhileRunning: false,
    options: {
      deadline: 'realtime',
      // The fastest real-time setting that still searches motion; beyond 8 pictures get visibly coarse.
      'cpu-used': '8',
      'lag-in-frames': '0',
      // A lost picture must not spoil the probability tables of those after it (RFC 6386 §9.11).
      'error-resilient': 'default',
      // Anything above leaves the last background behind moving things.
      'static-thresh': '0',
      'noise-sensitivity': '0',
    },
  });
}
