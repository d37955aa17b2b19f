import { existsSync } from 'node:fs';

/** What is no path: a URL, `screen:`, `test:`, a picture sequence, a device, a pipeline. */
const NO_PATH = /^[a-z][a-z\d+.-]+:|%0?\d*d|^\/dev\/| ! /i;

/**
 * The first source that is the path of no file.
 *
 * The library opens a source when the first viewer comes, which suits a camera that is switched on later. Somebody who
 * mistyped a file name wants to hear it at once.
 */
export function missingSource({ source, streams }: Readonly<Record<string, unknown>>): string | undefined {
  const named = Object.values(streams ?? {}).map((stream) => (stream as { source?: unknown } | null)?.source);
  return [source, ...named].find(
    (name): name is string => typeof name === 'string' && !NO_PATH.test(name) && !existsSync(name),
  );
}
