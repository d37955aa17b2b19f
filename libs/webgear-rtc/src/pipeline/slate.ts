import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import { builtInFont, SMALLEST_FONT_PX } from '../ffmpeg/text/text-filter.js';
import { TextWriter } from '../ffmpeg/text/text-writer.js';
import type { FrameSize } from '../media/video-frame.js';
import type { SlatePainter } from '../sources/playback/play-slate.js';

/** Dark indigo in limited-range BT.601, and off-white. */
const BACKGROUND = { luma: 34, blue: 143, red: 127 };
const TEXT_COLOR = '#e6e3ffff';
const NO_BOX = '#00000000';

/** Font size by the width, which makes "No Input" two fifths of it, and by the height at most. */
const FONT_TO_WIDTH = 1 / 10.5;
const FONT_TO_HEIGHT = 1 / 2;

/** Paints the slate of a source that gives no frames. */
export const paintSlate: SlatePainter = async (text, size, captureTimeUs) => {
  using background = await paintFrame(size.width, size.height, captureTimeUs, (luma, blue, red) => {
    luma.data.fill(BACKGROUND.luma);
    blue.data.fill(BACKGROUND.blue);
    red.data.fill(BACKGROUND.red);
  });
  using writer = await TextWriter.create();
  const look = {
    fontFile: builtInFont(),
    fontSizePx: fontSizePx(size),
    color: TEXT_COLOR,
    background: NO_BOX,
    position: 'center' as const,
  };
  return await writer.write(background, [{ text, look }]);
};

function fontSizePx({ width, height }: FrameSize): number {
  return Math.max(SMALLEST_FONT_PX, Math.round(Math.min(width * FONT_TO_WIDTH, height * FONT_TO_HEIGHT)));
}
