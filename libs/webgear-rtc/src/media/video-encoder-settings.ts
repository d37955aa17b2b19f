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
