import type { FilterCall } from './filter-chain.js';

/** A ratio as FFmpeg keeps it; `0/1` for one that is not known. */
interface Ratio {
  readonly num: number;
  readonly den: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Encoders round the shape of a pixel; that little is not worth a scaler, and not to be seen. */
const NEGLIGIBLE = 0.02;

/** No camera and no disc has pixels as long as this: the number is damaged. */
const LONGEST = 5;

/**
 * The size of a frame in square pixels, which is all that browsers know: one side grows, none shrinks, so that no detail
 * is lost. The size as it is where its pixels are square, or their shape is not known.
 */
export function squarePixelSize({ width, height }: Size, { num, den }: Ratio): Size {
  const ratio = num > 0 && den > 0 ? num / den : 1;
  const isSquare = Math.abs(ratio - 1) <= NEGLIGIBLE;
  if (isSquare || ratio > LONGEST || ratio < 1 / LONGEST) return { width, height };
  return ratio > 1 ? { width: even(width * ratio), height } : { width, height: even(height / ratio) };
}

/** The filters that make the pixels of a frame square: none where they are. */
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
