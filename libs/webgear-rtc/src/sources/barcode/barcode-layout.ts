import type { FramePlane } from '../../ffmpeg/pixels/planar-frame.js';
import type { FrameSize } from '../../media/frame-size.js';
import { BARCODE_COLUMNS, barcodeRows, readBarcodeRows } from './barcode-bits.js';

/** Width that the layout is given for; other frames have it in proportion. */
export const LAYOUT_WIDTH = 1280;

/** Smaller blocks do not survive compression. */
const MIN_BLOCK = 8;

const WHITE = 235;
const BLACK = 16;
const GRAY = 126;

/** References that differ less than this were not read from a code. */
const MIN_CONTRAST = 60;

/** Where the blocks are, in luma samples. */
export interface BarcodeLayout {
  readonly block: number;
  readonly left: number;
  readonly top: number;
}

/** The place of the code in a frame: 16 pixels from its corner, around it a zone as wide, in one of 1280 pixels. */
export function barcodeLayout({ width }: FrameSize): BarcodeLayout {
  // Even, so that no chroma sample lies half inside.
  const block = Math.max(MIN_BLOCK, 2 * Math.round((16 * width) / LAYOUT_WIDTH / 2));
  return { block, left: 2 * block, top: 2 * block };
}

/** Writes a time into the luma of a frame. */
export function writeBarcode(luma: FramePlane, timeMs: number): void {
  const { block, left, top } = barcodeLayout(luma);
  fill(luma, left - block, top - block, (BARCODE_COLUMNS + 2) * block, 4 * block, GRAY);
  barcodeRows(timeMs).forEach((row, y) =>
    row.forEach((isWhite, x) =>
      fill(luma, left + x * block, top + y * block, block, block, isWhite ? WHITE : BLACK),
    ),
  );
}

/** Reads the time from the luma of a frame; `undefined` when there is none to read. */
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

/** Without the edges, into which the neighbours run. */
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

/** Fills a rectangle, as far as it lies in the plane. */
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
