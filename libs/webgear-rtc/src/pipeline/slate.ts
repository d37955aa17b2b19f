import { FrameText } from '../ffmpeg/frame-text.js';
import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import type { SlatePainter } from '../sources/playback/play-slate.js';

/** Dark indigo and off-white in limited-range BT.601. */
const PAPER = { luma: 34, blue: 143, red: 127 };
const INK_LUMA = 215;

/** Share of the width one dot of a letter takes; eight letters are about two fifths of the width. */
const DOT_SHARE = 1 / 120;

/** Paints the picture shown when the source has none. */
export const paintSlate: SlatePainter = (text, size, captureTimeUs) =>
  paintFrame(size.width, size.height, captureTimeUs, (luma, blue, red) => {
    luma.data.fill(PAPER.luma);
    blue.data.fill(PAPER.blue);
    red.data.fill(PAPER.red);
    const dot = Math.max(1, Math.round(size.width * DOT_SHARE));
    const letters = new FrameText({ dot, ink: INK_LUMA, paper: PAPER.luma });
    const left = Math.floor((size.width - letters.widthOf(text)) / 2);
    letters.write(luma, text, left, Math.floor((size.height - letters.height) / 2));
  });
