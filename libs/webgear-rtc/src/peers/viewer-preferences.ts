/**
 * What a viewer's page wants of the quality ladder. What is left out stays as it was.
 *
 * @publicApi
 */
export interface ViewerPreferences {
  /** Height in device pixels at which the video is shown: a larger rung than fills it is not sent. */
  readonly maxHeight?: number;
  /** Whether the video is out of sight; then the lowest rung is sent. */
  readonly hidden?: boolean;
  /** Name of the rung to send whatever the network carries; `null` for automatic selection, an unknown name likewise. */
  readonly rung?: string | null;
}
