import { fileURLToPath } from 'node:url';
import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { CaptureBackend } from '../../options/backend.js';

/** What the name of a source stands for. */
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

/** Cameras have low numbers; a higher one may be a file named by a date. */
const MAX_DEVICE_INDEX = 63;

/** A printf-style number or a shell wildcard. */
const SEQUENCE = /%0?\d*d|[*?]/;

/**
 * Classifies the name of a source: a number is a camera, a scheme names its kind, anything else is a path.
 *
 * An existing file takes precedence: `our%20dog.mp4` is not a sequence, and `Wow ! it runs.mp4` not a pipeline.
 */
export function sourceKindOf(source: string | number): SourceKind {
  if (typeof source === 'number') return { kind: 'device', index: source };
  if (/^\d+$/.test(source)) {
    const isFile = Number(source) > MAX_DEVICE_INDEX && isFileThere(source);
    return isFile ? pathKind(source) : { kind: 'device', index: Number(source) };
  }
  if (source.startsWith('/dev/video')) return { kind: 'device-path', path: source };
  // At least two letters: a single one is a Windows drive.
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

/** The path of a `file:` URL; the URL itself if it names no local file, which is then not found. */
function pathOf(url: string): string {
  // Written by hand, with a literal percent sign in the name.
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
    // The name is too long or contains a zero byte, or the folder is not readable.
    return false;
  }
}

const PLATFORMS: Readonly<Partial<Record<CaptureBackend, NodeJS.Platform>>> = {
  v4l2: 'linux',
  x11grab: 'linux',
  avfoundation: 'darwin',
  dshow: 'win32',
};

/** Classifies a source whose capture API the user has named. */
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

/** The platform of a capture API; `undefined` for the current one. */
export function platformOf(backend: CaptureBackend | number = 'auto'): NodeJS.Platform | undefined {
  return typeof backend === 'number' ? undefined : PLATFORMS[backend];
}
