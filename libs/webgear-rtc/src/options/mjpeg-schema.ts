import type { MjpegOptions } from './mjpeg-options.interface.js';
import { schemaOf, setting } from './option-schema.js';
import { judged, settingsObject, wholeNumber } from './option-values.js';
import { RESERVED_NAMES } from './stream-names.js';
import { invalidOption, parseOptions } from './validate-options.js';

/** How images for browsers without WebRTC are made. */
export const mjpegObject = settingsObject<MjpegOptions>("{ quality: 90, path: 'video' }, or either of them");

const PATH = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/;

/** The settings of `mjpeg`. Its quality is that of VidGear's WebGear. */
export const mjpegSchema = schemaOf<MjpegOptions>()({
  quality: setting(wholeNumber(1, 100), { default: 90 }),
  path: setting(
    judged<string>(
      {
        rule: 'must be a path below that of the page',
        allowed: 'names of letters, digits, "-", "_" or ".", divided by "/", such as \'video\'',
      },
      (value) => typeof value === 'string' && PATH.test(value),
    ),
  ),
});

/**
 * Checks how images are to be made and fills in the rest.
 *
 * @param field name of the option in messages
 * @param mountPaths paths that are served from folders
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveMjpeg(
  stated: MjpegOptions,
  field: string,
  mountPaths: readonly string[],
): { readonly mjpegQuality: number; readonly mjpegPath: string | undefined } {
  const { quality: mjpegQuality, path: mjpegPath } = parseOptions(mjpegSchema, stated, `${field}.`);
  const taken = [
    ...RESERVED_NAMES,
    'stream.mjpeg',
    'snapshot.jpg',
    'clip.mp4',
    'recording.mp4',
    ...mountPaths,
  ];
  const first = mjpegPath?.split('/', 1)[0]?.toLowerCase();
  if (first !== undefined && taken.includes(first)) {
    const allowed = `any but ${taken.map((name) => `"${name}"`).join(', ')}`;
    throw invalidOption(
      `${field}.path`,
      { rule: 'must not begin as another route does', allowed },
      mjpegPath,
    );
  }
  return { mjpegQuality, mjpegPath };
}
