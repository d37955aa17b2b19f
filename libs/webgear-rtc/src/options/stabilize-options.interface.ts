/**
 * How frames that the stabilizer moves are extended beyond their edges, in the words of OpenCV: `black`; the frame
 * mirrored with (`reflect`) or without (`reflect_101`) its outermost pixel; that pixel repeated (`replicate`); or the
 * opposite side (`wrap`).
 *
 * @publicApi
 */
export type StabilizerBorderType = 'black' | 'reflect' | 'reflect_101' | 'replicate' | 'wrap';

/**
 * How shaky video is stabilized.
 *
 * @publicApi
 */
export interface StabilizeOptions {
  /**
   * Number of frames before and after each one over which the path of the camera is averaged, 2 to 120. The video is
   * delayed by as many frames: 25 are a second at 25 frames per second.
   *
   * @default 25
   */
  smoothingRadius?: number;
  /**
   * Width in pixels of a border around the frame, 0 to 500, so that nothing is lost when it moves. With `cropAndZoom`
   * it is cut off instead. It is limited to a quarter of the shorter side.
   *
   * @default 0
   */
  borderSize?: number;
  /**
   * Cut `borderSize` off each side and scale the rest to the size of the frame, which hides its moving edges. Needs a
   * `borderSize` above 0.
   *
   * @default false
   */
  cropAndZoom?: boolean;
  /**
   * What fills the area beyond the edges. Not together with `cropAndZoom`.
   *
   * @default 'black'
   */
  borderType?: StabilizerBorderType;
  /**
   * The method: `ASW`, an average sliding window, is the only one.
   *
   * @default 'ASW'
   */
  mode?: 'ASW';
}
