import type { FramePlane } from '../../ffmpeg/pixels/planar-frame.js';
import type { FrameSize } from '../../media/video-frame.js';
import { BARCODE_COLUMNS, barcodeRows, readBarcodeRows } from './barcode-bits.js';

/** Width the layout is defined for; it is scaled for other frames. */
export const LAYOUT_WIDTH = 1280;

/** Smaller blocks do not survive compression. */
const MIN_BLOCK = 8;

const WHITE = 235;
const BLACK = 16;
const GRAY = 126;

/** Minimum luma difference of the references for a readable code. */
const MIN_CONTRAST = 60;

/** Position of the blocks, in luma samples. */
export interface BarcodeLayout {
  readonly block: number;
  readonly left: number;
  readonly top: number;
}

/**
 * Position of the code in a frame: in a frame of 1280 pixels, 16 pixels from the corner with a quiet zone of 16
 * pixels.
 */
export function barcodeLayout({ width }: FrameSize): BarcodeLayout {
  // Even, so that no chroma sample is half covered.
  const block = Math.max(MIN_BLOCK, 2 * Math.round((16 * width) / LAYOUT_WIDTH / 2));
  return { block, left: 2 * block, top: 2 * block };
}

/** Draws a time into the luma of a frame. */
export function writeBarcode(luma: FramePlane, timeMs: number): void {
  const { block, left, top } = barcodeLayout(luma);
  fill(luma, left - block, top - block, (BARCODE_COLUMNS + 2) * block, 4 * block, GRAY);
  barcodeRows(timeMs).forEach((row, y) =>
    row.forEach((isWhite, x) =>
      fill(luma, left + x * block, top + y * block, block, block, isWhite ? WHITE : BLACK),
    ),
  );
}

/** Reads the time from the luma of a frame; `undefined` if no code is readable. */
export function readBarcode(luma: FramePlane): number | undefined {
  const { block, left, top } = barcodeLayout(luma);
  const rows = [0, 1].map((y) => {
    const values = Array.from({ length: BARCODE_COLUMNS }, (_, x) =>
      innerMean(luma, left + x * block, top + y * block, block),
    );
    const [white = 0, black = 0] = values;
    return white - black < MIN_CONTRAST ? [] : values.map((value) => value > (white + black) / 2);
  });
  return readBarcodeRows(rows);
}

/** Excludes the edges, which compression blurs. */
function innerMean(luma: FramePlane, left: number, top: number, block: number): number {
  const margin = block / 4;
  let sum = 0;
  let count = 0;
  for (let y = top + margin; y < top + block - margin; y++) {
    for (let x = left + margin; x < left + block - margin; x++, count++) {
      sum += luma.data[Math.floor(y) * luma.stride + Math.floor(x)] ?? 0;
    }
  }
  return sum / count;
}

/** Fills a rectangle, clipped to the plane. */
export function fill(
  plane: FramePlane,
  left: number,
  top: number,
  width: number,
  height: number,
  value: number,
): void {
  const from = Math.max(0, left);
  const to = Math.min(plane.width, left + width);
  for (let row = Math.max(0, top); row < Math.min(plane.height, top + height); row++) {
    if (from < to) plane.data.fill(value, row * plane.stride + from, row * plane.stride + to);
  }
}
