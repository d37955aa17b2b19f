import type { FrameTransform, TransformFormat } from '../../options/frame-transform.js';

export type { FrameTransform, TransformFormat, TransformFrame } from '../../options/frame-transform.js';

/** How frames are transformed. */
export interface TransformSettings {
  readonly transform: FrameTransform;
  readonly format: TransformFormat;
  /** How long one frame may take, in milliseconds. */
  readonly budgetMs: number;
}
