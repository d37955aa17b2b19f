import { Bt601VideoEncoder } from './bt601-video-encoder.js';
import { NativeVideoEncoder } from './native-video-encoder.js';
import type { VideoEncoder, VideoEncoderSettings } from './video-encoder.interface.js';

/** The time a key frame may delay what follows, as for H.264. */
const RATE_BUFFER_MS = 250;

/**
 * Opens libvpx for real-time VP8, for viewers that offer no H.264.
 *
 * `error-resilient` stays off: it lets a decoder go on after a lost picture at the price of a fifth of a decibel on every
 * picture, while here a loss is either repaired by retransmission or ends in a key frame.
 *
 * A VP8 stream says nothing of its matrix: it is BT.601 (RFC 6386 §9.2).
 */
export async function createVp8Encoder(settings: VideoEncoderSettings): Promise<VideoEncoder> {
  const encoder = await NativeVideoEncoder.open('vp8', settings, {
    encoder: 'libvpx',
    rateBufferMs: RATE_BUFFER_MS,
    changesRateWhileRunning: false,
    options: {
      deadline: 'realtime',
      // Beyond 8, up to a decibel and a half is lost for a third of the time.
      'cpu-used': '8',
      'lag-in-frames': '0',
      // Left alone, a key frame takes up to twelve pictures' worth of bits, and 0.4 s on a line of just the rate.
      'max-intra-rate': '900',
    },
  });
  return Bt601VideoEncoder.wrap(encoder);
}
