import { pasteFrame } from '../../ffmpeg/pixels/paste-frame.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import { builtInFont, SMALLEST_FONT_PX, type TextLook } from '../../ffmpeg/text/text-filter.js';
import { TextWriter } from '../../ffmpeg/text/text-writer.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import { BARCODE_COLUMNS } from './barcode-bits.js';
import { barcodeLayout, fill, LAYOUT_WIDTH, writeBarcode } from './barcode-layout.js';
import { MovingBackground } from './moving-background.js';

const NEUTRAL = 128;

/** Yellow in limited range, with the frame number in black. */
const BOX = { luma: 191, blue: 43, red: 148 };

/** In pixels of the layout. */
const BOX_SIDE = 161;
const BOX_TOP = 420;
const BOX_STEP = 7;
const BOX_WAY = 1120;
const FONT_SIZE = 20;
const DIGITS = 8;

/** Draws frames that carry the time they were made at, in front of something that moves. */
export class BarcodeFrame {
  private readonly background: MovingBackground;
  private readonly look: TextLook;
  private readonly scale: number;
  private writer: TextWriter | undefined;

  /** @param size both sides must be even */
  constructor(private readonly size: FrameSize) {
    this.background = new MovingBackground(size);
    this.scale = size.width / LAYOUT_WIDTH;
    this.look = {
      fontFile: builtInFont(),
      fontSizePx: Math.max(SMALLEST_FONT_PX, Math.round(FONT_SIZE * this.scale)),
      color: '#000000ff',
      background: '#00000000',
      position: 'center',
    };
  }

  /**
   * Draws the frame of that number, owned by the caller. Calls must not overlap.
   *
   * @param timeMs encoded time, in milliseconds since 1970
   */
  async draw(number: number, timeMs: number, captureTimeUs: number): Promise<VideoFrame> {
    const { width, height } = this.size;
    using box = await this.drawBox(number);
    return await paintFrame(width, height, captureTimeUs, (luma, blue, red) => {
      this.background.draw(number, luma, blue, red);
      pasteFrame([luma, blue, red], box, this.boxLeft(number), this.even(BOX_TOP));
      writeBarcode(luma, timeMs);
      const { block } = barcodeLayout(this.size);
      // Chroma planes have half the resolution.
      const zone = [block / 2, block / 2, ((BARCODE_COLUMNS + 2) * block) / 2, 2 * block] as const;
      for (const chroma of [blue, red]) fill(chroma, ...zone, NEUTRAL);
    });
  }

  /** Frees the filter that writes the number; not while a frame is being drawn. */
  close(): void {
    this.writer?.close();
    this.writer = undefined;
  }

  private async drawBox(number: number): Promise<VideoFrame> {
    const side = this.even(BOX_SIDE);
    using empty = await paintFrame(side, side, 0, (luma, blue, red) => {
      luma.data.fill(BOX.luma);
      blue.data.fill(BOX.blue);
      red.data.fill(BOX.red);
    });
    this.writer ??= await TextWriter.create();
    const text = String(number).padStart(DIGITS, '0');
    return await this.writer.write(empty, [{ text, look: this.look }]);
  }

  /** To the right and back. */
  private boxLeft(number: number): number {
    const way = (BOX_STEP * number) % (2 * BOX_WAY);
    return this.even(way < BOX_WAY ? way : 2 * BOX_WAY - way);
  }

  private even(value: number): number {
    return 2 * Math.round((value * this.scale) / 2);
  }
}
