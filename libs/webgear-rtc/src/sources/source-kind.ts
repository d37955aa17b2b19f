import { fileURLToPath } from 'node:url';
import { extname } from 'node:path';

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
]);

/** Reads a source's name: a number is a camera; a scheme says what it is; anything else is a path. */
export function sourceKindOf(source: string | number): SourceKind {
  if (typeof source === 'number' || /^\d+$/.test(source)) return { kind: 'device', index: Number(source) };
  if (source.startsWith('/dev/video')) return { kind: 'device-path', path: source };
  if (source.includes(' ! ')) return { kind: 'pipeline', pipeline: source };
  const special = /^(screen|test):(?!\/\/)(.*)$/is.exec(source);
  if (special !== null) {
    const [, scheme = '', rest = ''] = special;
    if (scheme.toLowerCase() === 'screen') return { kind: 'screen', display: rest };
    const [name = '', query = ''] = rest.split('?', 2);
    return { kind: 'test', name, parameters: new URLSearchParams(query) };
  }
  // Two letters at least, since one is a drive on Windows.
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === 'file') return pathKind(fileURLToPath(source));
  if (scheme !== undefined) return { kind: 'url', scheme, url: source };
  return pathKind(source);
}

function pathKind(path: string): SourceKind {
  if (/%0?\d*d/.test(path)) return { kind: 'sequence', pattern: path };
  return IMAGE_EXTENSIONS.has(extname(path).toLowerCase()) ? { kind: 'image', path } : { kind: 'file', path };
}
