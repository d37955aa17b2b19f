import type { VideoFrame } from '../media/video-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { VideoEncoderSettings } from '../media/video-encoder-settings.js';

/** Asks whoever makes the pictures for one that can be decoded alone. */
export interface KeyFrameController {
  /** The next picture shall be a key frame; requests that come close together are merged. */
  requestKeyFrame(): void;
}

/** Changes the rate of an encoder while it runs. */
export interface BitRateController {
  /** New target in bits per second. */
  setBitrate(bitrateBps: number): void;
}

/** One encoder of one codec. It takes pictures of one size; another size needs another encoder. */
export interface VideoEncoder extends BitRateController, AsyncDisposable {
  readonly codec: VideoCodec;
  readonly settings: VideoEncoderSettings;
  /**
   * Compresses one picture, which stays the caller's. Calls must not overlap.
   *
   * @returns the compressed picture, or `undefined` when the encoder chose to drop it
   */
  encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined>;
  /** Frees the encoder. A second call does nothing. */
  close(): Promise<void>;
}
