import { factsOf } from './option-schema.js';
import { refusedSourceOption } from './refused-source-options.js';
import { registrationSchema, serverSchema } from './registration-schema.js';

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
  if (Object.hasOwn(serverSchema.entries, name)) return 'beside "streams", and holds for all of them';
  if (besideFactory.has(name))
    return 'beside "streams", and holds for all of them; a stream has the path <path>/<its name>';
  return placeBelow(name);
}

function placeBelow(name: string): string | undefined {
  if (Object.hasOwn(ofWebGear, name)) return ofWebGear[name];
  if (refusedSourceOption(name) !== undefined) return `in "sourceOptions": sourceOptions: { '${name}': … }`;
  for (const [parent, entry] of Object.entries(registrationSchema.entries)) {
    if (!Object.hasOwn(factsOf(entry).of ?? {}, name)) continue;
    return `in "${parent}": ${parent}: { ${/^\w+$/.test(name) && parent !== 'sourceOptions' ? name : `'${name}'`}: … }`;
  }
  return undefined;
}
