import type { CustomStream } from './custom-stream.js';

/**
 * Where the frames of a stream come from: exactly one of these.
 *
 * @publicApi
 */
export type StreamOrigin =
  | {
      readonly source: string | number | URL;
      readonly customStream?: undefined;
      readonly api?: 'CamGear' | 'FFGear' | undefined;
      readonly enablePiCamera?: false | undefined;
    }
  | {
      readonly customStream: CustomStream;
      readonly source?: undefined;
      readonly api?: undefined;
      readonly enablePiCamera?: false | undefined;
    }
  | PiCameraOrigin;

/**
 * The camera of a Raspberry Pi, which needs no `source`.
 *
 * @publicApi
 */
export type PiCameraOrigin = (
  { readonly api: 'PiGear' } | { readonly api?: 'PiGear'; readonly enablePiCamera: true }
) & { readonly source?: undefined; readonly customStream?: undefined };
