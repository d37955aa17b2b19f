import { existsSync } from 'node:fs';

/** What is no path: a URL, `screen:`, `test:`, a picture sequence, a device, a pipeline. */
const NO_PATH = /^[a-z][a-z\d+.-]+:|%0?\d*d|^\/dev\/| ! /i;

/**
 * The first source that is the path of no file.
 *
 * The library opens a source when the first viewer comes, which suits a camera that is switched on later. Somebody who
 * mistyped a file name wants to hear it at once.
 */
export function missingSource(options: Readonly<Record<string, unknown>>): string | undefined {
  const { api, streams } = options;
  const named = Object.values(streams ?? {}).map((stream: unknown) => ({
    api,
    ...(stream as object | null),
  }));
  return [options, ...named].map(missingPath).find((path) => path !== undefined);
}

function missingPath({ source, api = 'CamGear' }: { source?: unknown; api?: unknown }): string | undefined {
  // Another reader may take what is no path: FFGear with `--source-demuxer lavfi` takes `testsrc`.
  if (typeof source !== 'string' || api !== 'CamGear') return undefined;
  return NO_PATH.test(source) || existsSync(source) ? undefined : source;
}
