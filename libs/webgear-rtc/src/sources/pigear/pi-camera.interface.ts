import type { SourceOptions } from '../../options/source-options.interface.js';

/** Settings of a Raspberry Pi camera. */
export interface PiCamera {
  /** Camera number, from 0. */
  readonly cameraNum: number;
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  readonly sourceOptions: SourceOptions;
  /** Whether to pass the camera's own H.264 through. */
  readonly passthrough: boolean;
  /** Target bitrate of the hardware encoder, in bits per second. */
  readonly bitrateBps: number;
}

/** Output of the camera program: H.264 if the hardware can encode it, else raw frames. */
export type PiCodec = 'h264' | 'yuv420';
