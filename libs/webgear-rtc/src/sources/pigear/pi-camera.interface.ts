import type { SourceOptions } from '../../options/source-options.interface.js';

/** What is asked of the camera of a Raspberry Pi. */
export interface PiCamera {
  /** Which camera, from 0. */
  readonly cameraNum: number;
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  readonly sourceOptions: SourceOptions;
  /** Hand on what the camera's machine has compressed. */
  readonly passthrough: boolean;
  /** Target rate of what it compresses, in bits per second. */
  readonly bitrateBps: number;
}

/** How the camera program hands over its frames: compressed where the machine can, else as they are. */
export type PiCodec = 'h264' | 'yuv420';
