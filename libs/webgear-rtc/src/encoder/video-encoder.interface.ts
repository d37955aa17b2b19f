import type { VideoFrame } from '../media/video-frame.js';
import type { EncodedFrame, VideoCodec, VideoEncoderSettings } from '../media/encoded-frame.js';

/** Takes requests for key frames. */
export interface KeyFrameController {
  /** The next frame is to be a key frame; requests that come close together are merged. */
  requestKeyFrame(): void;
}

/** Changes the rate of an encoder while it runs. */
export interface BitRateController {
  /** New target in bits per second. */
  setBitrate(bitrateBps: number): void;
}

/** One encoder of one codec. It takes frames of one size; another size needs another encoder. */
export interface VideoEncoder extends BitRateController, AsyncDisposable {
  readonly codec: VideoCodec;
  readonly settings: VideoEncoderSettings;
  /** `false` where a new rate takes a new native encoder, and a key frame. Left out: `true`. */
  readonly changesRateWhileRunning?: boolean;
  /**
   * Compresses one frame, which stays the caller's. Calls must not overlap.
   *
   * @returns the encoded frame, or `undefined` when the encoder chose to drop it
   */
  encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined>;
  /** Frees the encoder. A second call does nothing. */
  close(): Promise<void>;
}
