import { paintPicture, type PicturePlane } from '../ffmpeg/planar-picture.js';
import { GLYPH_HEIGHT, GLYPH_WIDTH, hasInk } from './bitmap-font.js';
import type { SlatePainter } from './slate-painter.interface.js';

/** Dark indigo and off-white in limited-range BT.601. */
const BACKGROUND = { luma: 34, blue: 143, red: 127 };
const INK_LUMA = 215;

/** Share of the width the text takes. */
const TEXT_WIDTH = 0.4;

/**
 * The picture shown when the source has none, owned by the caller.
 *
 * Its letters are drawn here rather than by FFmpeg's `drawtext`, which needs a font on the machine: a container has none.
 */
export const paintSlate: SlatePainter = (text, size, captureTimeUs) =>
  paintPicture(size.width, size.height, captureTimeUs, (luma, blue, red) => {
    luma.data.fill(BACKGROUND.luma);
    blue.data.fill(BACKGROUND.blue);
    red.data.fill(BACKGROUND.red);
    writeText(luma, text);
  });

function writeText(luma: PicturePlane, text: string): void {
  const columns = text.length * (GLYPH_WIDTH + 1) - 1;
  const dot = Math.max(1, Math.floor((luma.width * TEXT_WIDTH) / columns));
  const left = Math.floor((luma.width - columns * dot) / 2);
  const top = Math.floor((luma.height - GLYPH_HEIGHT * dot) / 2);
  for (const [index, letter] of [...text].entries()) {
    for (let row = 0; row < GLYPH_HEIGHT; row++) {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (!hasInk(letter, column, row)) continue;
        fillSquare(luma, left + (index * (GLYPH_WIDTH + 1) + column) * dot, top + row * dot, dot);
      }
    }
  }
}

function fillSquare(plane: PicturePlane, left: number, top: number, side: number): void {
  const from = Math.max(0, left);
  const to = Math.min(plane.width, left + side);
  for (let row = Math.max(0, top); row < Math.min(plane.height, top + side); row++) {
    if (from < to) plane.data.fill(INK_LUMA, row * plane.stride + from, row * plane.stride + to);
  }
}
