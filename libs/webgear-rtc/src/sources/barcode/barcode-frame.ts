import { FrameText } from '../../ffmpeg/frame-text.js';
import { paintFrame, type FramePlane } from '../../ffmpeg/pixels/planar-frame.js';
import type { FrameSize } from '../../media/frame-size.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { BARCODE_COLUMNS } from './barcode-bits.js';
import { barcodeLayout, fill, LAYOUT_WIDTH, writeBarcode } from './barcode-layout.js';
import { MovingBackground } from './moving-background.js';

const NEUTRAL = 128;

/** Yellow in limited range, and the luma of the number on it. */
const BOX = { luma: 191, blue: 43, red: 148 };
const INK = 16;

/** In pixels of the layout. */
const BOX_SIDE = 161;
const BOX_TOP = 420;
const BOX_STEP = 7;
const BOX_WAY = 1120;
const DIGITS = 8;

/** Draws frames with their time as a barcode, on a moving background. */
export class BarcodeFrame {
  private readonly background: MovingBackground;
  private readonly letters: FrameText;
  private readonly scale: number;

  /** @param size both sides must be even */
  constructor(private readonly size: FrameSize) {
    this.background = new MovingBackground(size);
    this.scale = size.width / LAYOUT_WIDTH;
    this.letters = new FrameText({
      dot: Math.max(1, Math.floor(2 * this.scale)),
      ink: INK,
      paper: BOX.luma,
    });
  }

  /**
   * Draws the frame with a number; the caller owns it.
   *
   * @param timeMs encoded time, in milliseconds since 1970
   */
  draw(number: number, timeMs: number, captureTimeUs: number): Promise<VideoFrame> {
    const { width, height } = this.size;
    return paintFrame(width, height, captureTimeUs, (luma, blue, red) => {
      this.background.draw(number, luma, blue, red);
      this.drawBox(number, luma, blue, red);
      writeBarcode(luma, timeMs);
      const { block } = barcodeLayout(this.size);
      // Chroma planes have half the resolution.
      const zone = [block / 2, block / 2, ((BARCODE_COLUMNS + 2) * block) / 2, 2 * block] as const;
      for (const chroma of [blue, red]) fill(chroma, ...zone, NEUTRAL);
    });
  }

  private drawBox(number: number, luma: FramePlane, blue: FramePlane, red: FramePlane): void {
    const way = (BOX_STEP * number) % (2 * BOX_WAY);
    const even = (value: number): number => 2 * Math.round((value * this.scale) / 2);
    const left = even(way < BOX_WAY ? way : 2 * BOX_WAY - way);
    const top = even(BOX_TOP);
    const side = even(BOX_SIDE);
    fill(luma, left, top, side, side, BOX.luma);
    fill(blue, left / 2, top / 2, side / 2, side / 2, BOX.blue);
    fill(red, left / 2, top / 2, side / 2, side / 2, BOX.red);
    this.letters.write(luma, String(number).padStart(DIGITS, '0'), left + even(10), top + even(70));
  }
}
