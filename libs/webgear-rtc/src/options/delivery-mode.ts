import { defaultStreamOptions } from './default-options.js';

/** How pictures get to viewers. */
export const deliveryModes = ['webrtc', 'mjpeg'] as const;

/**
 * How pictures get to viewers: by WebRTC, and as JPEG pictures where that cannot pass; or as JPEG pictures alone.
 *
 * @publicApi
 */
export type DeliveryMode = (typeof deliveryModes)[number];

/** Pictures per second of a stream that has nothing else to show: as many as video. */
const ONLY_MJPEG_FRAMERATE = 30;

/** How many JPEG pictures a second there are where nobody said. */
export function defaultMjpegFramerate(mode: DeliveryMode): number {
  return mode === 'mjpeg' ? ONLY_MJPEG_FRAMERATE : defaultStreamOptions.mjpegFramerate;
}
