/**
 * How pictures that the stabiliser moves are continued beyond their edges, in the words of OpenCV: `black`, or the
 * picture mirrored with (`reflect`) or without (`reflect_101`) its outermost pixel, with that pixel drawn out
 * (`replicate`), or begun again from the other side (`wrap`).
 *
 * @publicApi
 */
export type StabilizerBorderType = 'black' | 'reflect' | 'reflect_101' | 'replicate' | 'wrap';

/**
 * How a shaky picture is steadied.
 *
 * @publicApi
 */
export interface StabilizeOptions {
  /**
   * Over how many pictures before and after each one the camera's path is averaged, 2 to 120. The video is late by so
   * many pictures: 25 are a second at 25 pictures per second.
   *
   * @default 25
   */
  smoothingRadius?: number;
  /**
   * Width in pixels of the border around the picture, 0 to 500, so that nothing is lost when it moves. With
   * `cropAndZoom` it is cut off instead. At most a quarter of the shorter side counts.
   *
   * @default 0
   */
  borderSize?: number;
  /**
   * Cut `borderSize` off each side and enlarge the rest to the size of the picture, so that its moving edges stay out of
   * sight. Needs a `borderSize` above 0.
   *
   * @default false
   */
  cropAndZoom?: boolean;
  /**
   * What is seen beyond the edges. Not together with `cropAndZoom`.
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
