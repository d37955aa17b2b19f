import { Backend } from './backend.js';
import { defaultStreamOptions } from './default-options.js';
import type { CustomStream } from './custom-stream.js';
import { refusedSourceOption } from './refused-source-options.js';
import { assertOptionsObject } from './resolve-options.js';
import { sourceOptionsSchema } from './source-options-schema.js';
import type { StabilizeOptions } from './stabilize-options.interface.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

/**
 * Parameters of Python VidGear's `WebGear_RTC`, by its names: those of its constructor and the entries of its `**options`. Any
 * option of this library may stand among them, and every tweak of a source.
 *
 * @publicApi
 */
export interface VidGearOptions {
  /** @default 0, the first camera */
  source?: string | number | null;
  /** Instead of a source. */
  custom_stream?: CustomStream | null;
  /** Percentage by which frames are scaled down. Above 0 nothing is passed through. @default 20 */
  frame_size_reduction?: number | null;
  /** Many viewers at once. @default false */
  enable_live_broadcast?: boolean | null;
  /** @default the value of `enable_live_broadcast` */
  enable_infinite_frames?: boolean | null;
  /** Any other parameter; `null` counts as absent, as `None` does. */
  [name: string]: unknown;
}

/** Settings of the stabilizer, which VidGear has among all others. */
const stabilizerNames: Readonly<Record<string, keyof StabilizeOptions>> = {
  SMOOTHING_RADIUS: 'smoothingRadius',
  BORDER_SIZE: 'borderSize',
  BORDER_TYPE: 'borderType',
  CROP_N_ZOOM: 'cropAndZoom',
};

/** Of frames that the `frame_size_reduction` of VidGear leaves out. */
const defaultFrameSizeReduction = 20;

/**
 * Options of this library from those of Python VidGear, with VidGear's defaults where this library has others: the first camera
 * as source, frames scaled down by 20 percent, one viewer at a time, and 640x480 at 30 frames per second for the camera of a
 * Raspberry Pi. Their values are checked when the application starts.
 *
 * @param options parameters by VidGear's names
 * @throws WebGearRtcError `WGR_OPTION_INVALID` for what is no object
 * @example
 * WebGearRtcModule.forRoot({ ...fromVidGear({ source: 'movie.mp4', enable_live_broadcast: true }), path: 'camera' });
 * @publicApi
 */
export function fromVidGear(options: VidGearOptions): WebGearRtcOptions {
  assertOptionsObject(options, '{ source: …, frame_size_reduction: …, … }');
  const translated: Record<string, unknown> = {};
  const stabilizer: Record<string, unknown> = {};
  const tweaks: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined) continue;
    const stabilizerName = Object.hasOwn(stabilizerNames, name) ? stabilizerNames[name] : undefined;
    if (stabilizerName !== undefined) stabilizer[stabilizerName] = value;
    else if (isTweak(name, value)) tweaks[name] = value;
    else translated[toCamelCase(name)] = value;
  }
  if (translated['stabilize'] === true) translated['stabilize'] = stabilizer;
  if (Object.keys(tweaks).length > 0) {
    translated['sourceOptions'] = { ...(translated['sourceOptions'] as object | undefined), ...tweaks };
  }
  return { ...defaultsBeside(translated), ...translated } as unknown as WebGearRtcOptions;
}

/** What VidGear takes where nothing is stated. */
function defaultsBeside(stated: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isPiCamera = stated['api'] === Backend.PiGear || stated['enablePiCamera'] === true;
  const hasOrigin = isPiCamera || stated['customStream'] !== undefined || stated['streams'] !== undefined;
  return {
    ...(!hasOrigin && { source: 0 }),
    ...(isPiCamera && { resolution: [640, 480], framerate: 30 }),
    // What is always passed through has the size of the source.
    frameSizeReduction:
      stated['passthrough'] === 'always'
        ? defaultStreamOptions.frameSizeReduction
        : defaultFrameSizeReduction,
    enableLiveBroadcast: false,
  };
}

/** A tweak of the source, which VidGear has among the options of the server. */
function isTweak(name: string, value: unknown): boolean {
  // PiGear's mirrors the image; this library's is a function.
  if (name === 'transform') return typeof value !== 'function';
  const isKnown = Object.hasOwn(sourceOptionsSchema.entries, name) || refusedSourceOption(name) !== undefined;
  return isKnown || /^-|^[A-Z][A-Z\d_]*$/.test(name);
}

function toCamelCase(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
