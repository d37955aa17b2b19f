/** A size in pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}
