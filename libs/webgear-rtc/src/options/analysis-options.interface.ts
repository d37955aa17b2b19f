import type { AnalysisFormat } from '../media/analysis-frame.js';

/**
 * The smaller copy of the frames that a model gets.
 *
 * @publicApi
 */
export interface AnalysisOptions {
  /** Width of the copy in pixels, 16 to 4096. */
  width: number;
  /** Height of the copy in pixels, 16 to 4096. */
  height: number;
  /**
   * Order of the samples.
   *
   * @default 'rgb'
   */
  format?: AnalysisFormat;
  /**
   * Take one of so many frames, 1 to 1000. A consumer that is slower skips more.
   *
   * @default 1
   */
  everyNth?: number;
  /**
   * Keep the aspect ratio, with black bars at the sides where the frame has another one. `AnalysisFrame.content` says where the frame
   * is. Otherwise it is stretched.
   *
   * @default false
   */
  letterbox?: boolean;
}

/**
 * What is offered to the application's own analysis.
 *
 * @publicApi
 */
export interface AnalysisSettings {
  /**
   * A smaller copy of the frames for `StreamHandle.analysis$` and `StreamHandle.analysisFrames()`, scaled by FFmpeg. It is made only
   * while the application takes it.
   *
   * @default none
   */
  analysis?: AnalysisOptions;
}

/** What the analysis copy is like, complete. */
export type ResolvedAnalysis = Readonly<Required<AnalysisOptions>>;
