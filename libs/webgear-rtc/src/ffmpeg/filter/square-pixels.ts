import type { FilterCall } from './filter-chain.js';

/** A rational number as FFmpeg stores it; `0/1` if unknown. */
interface Ratio {
  readonly num: number;
  readonly den: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Encoders round the pixel aspect ratio; a deviation this small is invisible and not worth scaling. */
const NEGLIGIBLE = 0.02;

/** No camera or disc has pixels this elongated: the number is corrupt. */
const MAX_RATIO = 5;

/**
 * Size of a frame with square pixels, the only kind browsers show. One side grows and none shrinks, so no detail is
 * lost. Unchanged if the pixels are square or their aspect ratio is unknown.
 */
export function squarePixelSize({ width, height }: Size, { num, den }: Ratio): Size {
  const ratio = num > 0 && den > 0 ? num / den : 1;
  const isSquare = Math.abs(ratio - 1) <= NEGLIGIBLE;
  if (isSquare || ratio > MAX_RATIO || ratio < 1 / MAX_RATIO) return { width, height };
  return ratio > 1 ? { width: even(width * ratio), height } : { width, height: even(height / ratio) };
}

/** Filters that make the pixels of a frame square; none if they are. */
export function squarePixelFilters(size: Size, ratio: Ratio): FilterCall[] {
  const { width, height } = squarePixelSize(size, ratio);
  return width === size.width && height === size.height
    ? []
    : [
        ['scale', `w=${width}:h=${height}`],
        ['setsar', '1'],
      ];
}

function even(side: number): number {
  return 2 * Math.round(side / 2);
}
