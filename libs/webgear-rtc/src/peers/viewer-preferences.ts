/**
 * What a viewer, its page or the application wants of the quality. A field that is left out stays as it was.
 *
 * @publicApi
 */
export interface ViewerPreferences {
  /** Height of the player in device pixels: nothing larger is sent than fills it. Left out at first: no limit. */
  readonly maxHeight?: number;
  /** The page is not shown: the lowest rung is sufficient. Left out at first: `false`. */
  readonly hidden?: boolean;
  /** Name of the rung to stay on, whatever the network carries; `null` or an unknown name for none. */
  readonly rung?: string | null;
}
