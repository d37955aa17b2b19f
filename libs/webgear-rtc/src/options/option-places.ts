import { overlayRules } from './overlay-rules.js';
import { optionRules, streamOptionRules } from './option-rules.js';
import { refusedSourceOption } from './refused-source-options.js';
import { sourceOptionRules } from './source-option-rules.js';
import { stabilizeOptionRules } from './stabilize-rules.js';

/** What Nest must know before it makes the first provider; `forRoot()` takes these out of the options itself. */
const besideFactory: ReadonlySet<string> = new Set(['path', 'name', 'guards', 'imports', 'isGlobal']);

/** Options of VidGear's WebGear, which sends images. */
const ofWebGear: Readonly<Record<string, string>> = {
  jpeg_compression_quality: 'in "mjpeg": mjpeg: { quality: 90 }',
  custom_video_endpoint: 'in "mjpeg": mjpeg: { path: \'video\' }',
};

/** Where an option belongs that stands among those of a registration and is none; `undefined` for an unknown name. */
export function placeOfOption(name: string): string | undefined {
  if (besideFactory.has(name)) return 'beside "useFactory", not in what the factory returns';
  return placeBelow(name);
}

/** Where an option belongs that stands among those of one of the `streams` and is none of a stream. */
export function placeOfStreamOption(name: string): string | undefined {
  const ofRegistration = Object.hasOwn(optionRules, name) && !Object.hasOwn(streamOptionRules, name);
  if (ofRegistration) return 'beside "streams", and holds for all of them';
  if (besideFactory.has(name))
    return 'beside "streams", and holds for all of them; a stream has the path <path>/<its name>';
  return placeBelow(name);
}

function placeBelow(name: string): string | undefined {
  if (Object.hasOwn(ofWebGear, name)) return ofWebGear[name];
  if (Object.hasOwn(sourceOptionRules, name) || refusedSourceOption(name) !== undefined) {
    return `in "sourceOptions": sourceOptions: { '${name}': … }`;
  }
  if (Object.hasOwn(stabilizeOptionRules, name)) return `in "stabilize": stabilize: { ${name}: … }`;
  return Object.hasOwn(overlayRules, name) ? `in "overlay": overlay: { ${name}: … }` : undefined;
}
