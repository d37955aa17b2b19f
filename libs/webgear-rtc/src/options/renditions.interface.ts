/**
 * One step of the quality ladder.
 *
 * @publicApi
 */
export interface RenditionOptions {
  /**
   * Height of its frames in pixels, 90 to 4320. The width follows from the aspect ratio; frames are never enlarged.
   */
  height: number;
  /**
   * Target bitrate in bits per second, 50 000 to 100 000 000, not above that of the entry before.
   *
   * @default `bitrateBps` for the first entry; 0.4 times the rate of the entry before for each halving of both sides
   */
  bitrateBps?: number;
  /**
   * Frames per second, at most, 1 to 240.
   *
   * @default as many as there are
   */
  framerate?: number;
}

/**
 * Which renditions of a stream are encoded for viewers of different bandwidth.
 *
 * @publicApi
 */
export type Renditions = 'auto' | 'single' | readonly RenditionOptions[];
