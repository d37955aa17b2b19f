import { defaultsOf } from './option-schema.js';
import { serverSchema } from './registration-schema.js';
import { streamSchema } from './stream-schema.js';
import type { DeliveryMode } from './webgear-rtc-options.interface.js';

/** Name of the stream of a registration that names none. */
export const DEFAULT_STREAM_NAME = 'default';

/** Defaults of a stream. What is absent has no fixed default: the source or another option decides. */
export const defaultStreamOptions = defaultsOf(streamSchema);

/** Defaults of a registration, without those of its streams. */
export const defaultModuleOptions = defaultsOf(serverSchema);

/** JPEG images per second of a registration that shows nothing else: as many as video. */
const ONLY_MJPEG_FRAMERATE = 30;

/** JPEG images per second where the option is not stated. */
export function defaultMjpegFramerate(mode: DeliveryMode): number {
  return mode === 'mjpeg' ? ONLY_MJPEG_FRAMERATE : defaultStreamOptions.mjpegFramerate;
}
