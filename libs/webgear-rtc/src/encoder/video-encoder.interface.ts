import type { VideoFrame } from '../media/video-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';

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
