import { fileURLToPath } from 'node:url';
import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { CaptureBackend } from '../../options/capture-backend.js';

/** What a source's name stands for. */
export type SourceKind =
  | { readonly kind: 'device'; readonly index: number }
  | { readonly kind: 'device-path'; readonly path: string }
  | { readonly kind: 'screen'; readonly display: string }
  | { readonly kind: 'test'; readonly name: string; readonly parameters: URLSearchParams }
  | { readonly kind: 'url'; readonly scheme: string; readonly url: string }
  | { readonly kind: 'pipeline'; readonly pipeline: string }
  | { readonly kind: 'sequence'; readonly pattern: string }
  | { readonly kind: 'image'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string };

const IMAGE_EXTENSIONS = new Set([
  '.png',
  '.jpg',
  '.jpeg',
  '.bmp',
  '.webp',
  '.tif',
  '.tiff',
  '.ppm',
  '.pgm',
  '.tga',
  '.jfif',
  '.gif',
  '.apng',
  '.avif',
  '.jp2',
  '.jxl',
  '.ico',
]);

/** Cameras have low numbers; a file may be called by a date. */
const MAX_DEVICE_INDEX = 63;

/** A printf number as FFmpeg takes it, or a wildcard of the shell. */
const SEQUENCE = /%0?\d*d|[*?]/;

/**
 * Reads a source's name: a number is a camera; a scheme says what it is; anything else is a path.
 *
 * A name that could be several things is a file if there is one of that name: `our%20dog.mp4` is no numbered sequence, and
 * `Wow ! it runs.mp4` no pipeline.
 */
export function sourceKindOf(source: string | number): SourceKind {
  if (typeof source === 'number') return { kind: 'device', index: source };
  if (/^\d+$/.test(source)) {
    const isFile = Number(source) > MAX_DEVICE_INDEX && isFileThere(source);
    return isFile ? pathKind(source) : { kind: 'device', index: Number(source) };
  }
  if (source.startsWith('/dev/video')) return { kind: 'device-path', path: source };
  // Two letters at least, since one is a drive on Windows.
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file' && !source.includes(' ! '))
    return { kind: 'url', scheme, url: source };
  if (isFileThere(source)) return pathKind(source);
  if (source.includes(' ! ')) return { kind: 'pipeline', pipeline: source };
  const special = /^(screen|test):(?!\/\/)(.*)$/is.exec(source);
  if (special !== null) {
    const [, name = '', rest = ''] = special;
    if (name.toLowerCase() === 'screen') return { kind: 'screen', display: rest };
    const [pattern = '', query = ''] = rest.split('?', 2);
    return { kind: 'test', name: pattern, parameters: new URLSearchParams(query) };
  }
  return pathKind(/^file:/i.test(source) ? pathOf(source) : source);
}

/** The path of a `file:` URL; the URL itself where it names no file of this machine, which then is not found. */
function pathOf(url: string): string {
  // As written by hand: with a name in which a percent sign stands for itself.
  const raw = url.replace(/^file:(?:\/\/(?:localhost(?=\/))?)?/i, '');
  if (isFileThere(raw)) return raw;
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

function pathKind(path: string): SourceKind {
  if (SEQUENCE.test(basename(path)) && !isFileThere(path)) return { kind: 'sequence', pattern: path };
  return IMAGE_EXTENSIONS.has(extname(path).toLowerCase()) ? { kind: 'image', path } : { kind: 'file', path };
}

function isFileThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    // A name that is too long, or has a zero byte in it; a folder that may not be read.
    return false;
  }
}

const PLATFORMS: Readonly<Partial<Record<CaptureBackend, NodeJS.Platform>>> = {
  v4l2: 'linux',
  x11grab: 'linux',
  avfoundation: 'darwin',
  dshow: 'win32',
};

/** What a source's name stands for when the user said who captures it. */
export function sourceKindFor(
  source: string | number,
  backend: CaptureBackend | number = 'auto',
): SourceKind {
  const name = String(source);
  switch (backend) {
    case 'gstreamer':
      return { kind: 'pipeline', pipeline: name };
    case 'x11grab':
      return { kind: 'screen', display: name.replace(/^screen:/i, '') };
    case 'v4l2':
    case 'avfoundation':
    case 'dshow':
      return /^\d+$/.test(name)
        ? { kind: 'device', index: Number(name) }
        : { kind: 'device-path', path: name };
    default:
      return sourceKindOf(source);
  }
}

/** The platform whose capture API it is; `undefined` leaves it to the machine. */
export function platformOf(backend: CaptureBackend | number = 'auto'): NodeJS.Platform | undefined {
  return typeof backend === 'number' ? undefined : PLATFORMS[backend];
}
