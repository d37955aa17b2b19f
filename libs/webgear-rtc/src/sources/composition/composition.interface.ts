import type { FrameObservable } from '../custom/custom-stream.interface.js';

/**
 * What fills one cell of a composition: anything that the option `source` takes, pictures that come when they like, or a
 * function that gives them each time somebody begins to watch, such as `() => captures.frames$('yard')`.
 *
 * @publicApi
 */
export type CompositionPart = string | number | URL | FrameObservable | (() => FrameObservable);

/**
 * How pictures are put together.
 *
 * @publicApi
 */
export interface CompositionOptions {
  /**
   * Width and height of a cell in pixels, even, 16 to 4096 each. A picture of another shape stands in the middle of it, whole.
   *
   * @default [640, 360]
   */
  readonly cellSize?: readonly [width: number, height: number];
  /**
   * How many cells stand side by side, 1 to 16.
   *
   * @default as many as there are rows, or one more
   */
  readonly columns?: number;
  /**
   * Pictures of the whole per second, 1 to 120.
   *
   * @default 30
   */
  readonly framerate?: number;
}
