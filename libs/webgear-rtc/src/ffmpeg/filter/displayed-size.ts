import type { Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';
import { squarePixelFilters, squarePixelSize } from './square-pixels.js';
import type { FilterCall } from './filter-chain.js';

/** Display size of a stream's frames: with square pixels and upright. */
export function displayedSize(
  av: NodeAv,
  stream: Stream,
): { readonly width: number; readonly height: number } {
  const { codecpar } = stream;
  const { width, height } = squarePixelSize(codecpar, pixelShapeOf(stream));
  const isOnItsSide = uprightFiltersOf(av, codecpar).some(([name]) => name === 'transpose');
  return isOnItsSide ? { width: height, height: width } : { width, height };
}

/** Why the frames cannot be shown without correction, as a clause; `undefined` if they can. */
export function displayObstacle(av: NodeAv, stream: Stream): string | undefined {
  const { codecpar } = stream;
  if (uprightFiltersOf(av, codecpar).length > 0) return 'its frames must be rotated';
  if (squarePixelFilters(codecpar, pixelShapeOf(stream)).length > 0) return 'its pixels are not square';
  return undefined;
}

/** Pixel aspect ratio stated by the container, else by the codec; `0/1` if neither does. */
export function pixelShapeOf({
  sampleAspectRatio,
  codecpar,
}: Pick<Stream, 'codecpar'> & Partial<Pick<Stream, 'sampleAspectRatio'>>): {
  readonly num: number;
  readonly den: number;
} {
  const stated = sampleAspectRatio ?? codecpar.sampleAspectRatio;
  return stated.num > 0 ? stated : codecpar.sampleAspectRatio;
}

function uprightFiltersOf(av: NodeAv, codecpar: Stream['codecpar']): ReturnType<typeof uprightFilters> {
  const matrix = codecpar.getCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX);
  return matrix === null ? [] : uprightFilters(matrix);
}

/**
 * Filters that rotate a frame upright by its display matrix (ISO/IEC 14496-12, 8.2.2): nine 32-bit numbers, four of
 * which map the axes. Angles other than multiples of 90° are ignored.
 */
export function uprightFilters(displayMatrix: Buffer): FilterCall[] {
  if (displayMatrix.length < 36) return [];
  const entry = (index: number): number => displayMatrix.readInt32LE(index * 4);
  const [a, b, c, d] = [entry(0), entry(1), entry(3), entry(4)];
  if (Math.abs(b) > Math.abs(a)) {
    if (b > 0) return [['transpose', c > 0 ? 'cclock_flip' : 'clock']];
    return [['transpose', c < 0 ? 'clock_flip' : 'cclock']];
  }
  const filters: FilterCall[] = [];
  if (a < 0) filters.push(['hflip', '']);
  if (d < 0) filters.push(['vflip', '']);
  return filters;
}
