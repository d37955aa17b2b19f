import { basename, extname } from 'node:path';

/** What the page of a stream without a name and a file is called. */
const LIVE_VIDEO = 'Live video';

/** What the list of streams is called. */
export const LIST_TITLE = 'Cameras';

/**
 * The title of a stream that states none: its name, that of its file, or "Live video".
 *
 * @param name name of the stream; `undefined` for the only one, which has none
 * @param source what its frames come from
 */
export function defaultTitle(name: string | undefined, source: unknown): string {
  if (name !== undefined) return readable(name);
  const file = typeof source === 'string' ? fileName(source) : undefined;
  return file === undefined ? LIVE_VIDEO : readable(file);
}

/** Not of addresses, which may contain passwords, nor of devices, patterns and pipelines. */
function fileName(source: string): string | undefined {
  if (/^[a-z][a-z\d+.-]+:|^[/\\]{2}|^\/dev\/|[%*?!]/i.test(source)) return undefined;
  // Paths of Windows too, on any system.
  const name = basename(source.replaceAll('\\', '/'));
  const extension = extname(name);
  return /^\.\w{1,5}$/.test(extension) ? name.slice(0, -extension.length) : undefined;
}

function readable(name: string): string {
  const words = name.replaceAll(/[-_]+/g, ' ').trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}
