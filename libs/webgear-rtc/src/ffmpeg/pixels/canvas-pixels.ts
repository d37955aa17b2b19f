import type { CanvasFrame, PixelFrame } from '../../media/frame-input.js';
import { invalidFrame, kindOfValue } from './describe-frame-data.js';

/** The members of a 2D context that are used (HTML Living Standard, 4.12.5.1). */
interface CanvasContext {
  readonly canvas?: CanvasFrame;
  getImageData(x: number, y: number, width: number, height: number): PixelFrame;
}

/**
 * The pixels of a canvas or of a 2D context's canvas; `undefined` for anything else.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` for a canvas without a 2D context
 */
export function canvasPixels(input: object): PixelFrame | undefined {
  if (isContext(input)) {
    const { canvas } = input;
    return canvas === undefined ? undefined : imageOf(canvas, input);
  }
  if (typeof (input as Partial<CanvasFrame>).getContext !== 'function') return undefined;
  const canvas = input as CanvasFrame;
  const context = canvas.getContext('2d');
  if (typeof context === 'object' && context !== null && isContext(context)) return imageOf(canvas, context);
  const remedy = "Give the pixels that it shows as { data, width, height, format: 'rgba' }";
  throw invalidFrame(`${kindOfValue(input)} without a 2D context`, remedy);
}

function imageOf({ width, height }: CanvasFrame, context: CanvasContext): PixelFrame {
  if (!(width > 0 && height > 0))
    throw invalidFrame(`a canvas of ${width}x${height} pixels`, 'Give it a size');
  return context.getImageData(0, 0, width, height);
}

function isContext(value: object): value is CanvasContext {
  return typeof (value as Partial<CanvasContext>).getImageData === 'function';
}
