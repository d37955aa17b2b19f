/**
 * What became of the pictures that the option `transform` was called for, or should have been.
 *
 * @publicApi
 */
export interface TransformStats {
  /** Pictures that went on changed. */
  readonly framesTransformed: number;
  /** Pictures that the transform left out by returning `undefined`. */
  readonly framesOmitted: number;
  /** Pictures lost because the transform took longer than its budget, or was still at work on a late one. */
  readonly framesLate: number;
  /** Pictures lost because the transform threw, or returned something that is no picture. */
  readonly framesFailed: number;
}
