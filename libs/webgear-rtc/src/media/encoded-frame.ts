/**
 * The codecs a viewer can be served with.
 *
 * @publicApi
 */
export type VideoCodec = 'h264' | 'vp8' | 'vp9' | 'av1' | 'h265';

/**
 * One encoded frame, shared read-only by everything after the encoder.
 *
 * @publicApi
 */
export interface EncodedFrame {
  /** How `data` is compressed. */
  readonly codec: VideoCodec;
  /** `true` when decoding can start here; key frames of H.264 and H.265 carry their parameter sets in front. */
  readonly keyFrame: boolean;
  /** Capture time of the frame in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** The bytes: Annex B for H.264 and H.265, one frame for VP8 and VP9, one temporal unit in the low-overhead format for AV1. */
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

/** What an encoder is opened with. */
export interface VideoEncoderSettings {
  /** Width in pixels, even. */
  readonly width: number;
  /** Height in pixels, even. */
  readonly height: number;
  /** Nominal frames per second, for rate control only. */
  readonly framerate: number;
  /** Target rate in bits per second. */
  readonly bitrateBps: number;
  /** Longest distance between two key frames, in frames; without it there are only those asked for. */
  readonly keyFrameIntervalFrames?: number;
  /** Frames per second to choose the H.264 level for, where that was promised for another rate; `framerate` when left out. */
  readonly levelFramerate?: number;
  /** Lowest H.264 level to write into the SPS, as `level_idc` (31 is level 3.1). */
  readonly minimumLevelIdc?: number;
}
