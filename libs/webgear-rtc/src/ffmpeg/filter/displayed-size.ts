import type { Stream } from 'node-av/lib';
import { uprightFilters } from './display-rotation.js';
import type { NodeAv } from '../load-node-av.js';
import { squarePixelFilters, squarePixelSize } from './square-pixels.js';

/** Width and height of the frames of a stream as they are to be seen: of square pixels, and upright. */
export function displayedSize(
  av: NodeAv,
  stream: Stream,
): { readonly width: number; readonly height: number } {
  const { codecpar } = stream;
  const { width, height } = squarePixelSize(codecpar, pixelShapeOf(stream));
  const isOnItsSide = uprightFiltersOf(av, codecpar).some(([name]) => name === 'transpose');
  return isOnItsSide ? { width: height, height: width } : { width, height };
}

/** What keeps the frames of a stream from being seen as they are, as a clause; `undefined` when nothing does. */
export function displayObstacle(av: NodeAv, stream: Stream): string | undefined {
  const { codecpar } = stream;
  if (uprightFiltersOf(av, codecpar).length > 0) return 'its pictures are to be turned';
  if (squarePixelFilters(codecpar, pixelShapeOf(stream)).length > 0) return 'its pixels are not square';
  return undefined;
}

/** Width to height of a pixel as the container states it, or else the codec; `0/1` where neither does. */
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
