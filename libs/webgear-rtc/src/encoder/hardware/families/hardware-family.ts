import { h264LevelIdc } from '../../../codecs/h264/h264-level.js';
import type { EncoderPixelFormat } from '../../../ffmpeg/encode/encoder-input.js';
import type { VideoEncoderSettings } from '../../../media/encoded-frame.js';
import type { HardwareFamily } from '../../../options/hardware-encoding.js';

/** Codecs that some hardware encodes. */
export type HardwareCodec = 'h264' | 'h265' | 'vp8' | 'vp9' | 'av1';

/** One hardware encoder, and how it is opened for low delay. */
export interface HardwareEncoderSettings {
  /** FFmpeg's name of it. */
  readonly encoder: string;
  /** Private options, by FFmpeg's names. */
  options(settings: VideoEncoderSettings): Readonly<Record<string, string>>;
}

/** The encoders that are reached through one interface. */
export interface HardwareFamilyTable {
  readonly family: HardwareFamily;
  readonly platforms: readonly NodeJS.Platform[];
  /**
   * On Linux, patterns of device files of which one exists wherever the hardware does. Where none does FFmpeg is not
   * asked, so that its log stays free of libraries that could not be loaded.
   */
  readonly devices: readonly RegExp[];
  readonly pixelFormat: EncoderPixelFormat;
  /** Whether FFmpeg changes the rate of a running encoder. Otherwise a change takes a new one, and a key frame. */
  readonly changesRateWhileRunning: boolean;
  /** Whether the bitstream names the colour matrix. */
  readonly namesColourMatrix: boolean;
  readonly encoders: Readonly<Partial<Record<HardwareCodec, HardwareEncoderSettings>>>;
}

/** The level to encode H.264 for, as `level_idc`: the one that the software encoder would write. */
export function levelIdcOf(settings: VideoEncoderSettings): number {
  return h264LevelIdc({ ...settings, framerate: settings.levelFramerate ?? settings.framerate });
}

/** The same as FFmpeg's encoders name it: `3.1`, or `4` where `zero` says that `.0` is left out. */
export function levelName(settings: VideoEncoderSettings, zero: '.0' | '' = '.0'): string {
  const levelIdc = levelIdcOf(settings);
  return levelIdc % 10 === 0 ? `${levelIdc / 10}${zero}` : (levelIdc / 10).toFixed(1);
}
