/**
 * The codecs a viewer can be served with.
 *
 * @publicApi
 */
export type VideoCodec = 'h264' | 'vp8';

/**
 * One compressed picture, shared read-only by everything after the encoder.
 *
 * @publicApi
 */
export interface EncodedFrame {
  /** How `data` is compressed. */
  readonly codec: VideoCodec;
  /** `true` when decoding can start here; H.264 key frames carry SPS and PPS in front. */
  readonly keyFrame: boolean;
  /** Capture time of the picture in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** The bytes: Annex B for H.264, one frame for VP8. */
  readonly data: Buffer;
}

/**
 * Tells an encoded frame from a decoded one.
 *
 * @internal
 */
export function isEncoded<Decoded extends object>(frame: EncodedFrame | Decoded): frame is EncodedFrame {
  return 'codec' in frame;
}
