import type { FramePlane } from '../../ffmpeg/pixels/planar-frame.js';
import type { FrameSize } from '../../media/video-frame.js';
import { LAYOUT_WIDTH } from './barcode-layout.js';

const LAYOUT_HEIGHT = 720;

/** Pixels by which the background moves per frame. */
const STEP = 4;

/** Waves that move to the left: the same encoding effort for all products compared in a benchmark. */
export class MovingBackground {
  private readonly planes: readonly { readonly data: Buffer; readonly stride: number }[];

  constructor(private readonly size: FrameSize) {
    const { width, height } = size;
    // Twice as wide as shown: the waves repeat after one width.
    const stride = 2 * width;
    const luma = Buffer.alloc(stride * height);
    const blue = Buffer.alloc((stride * height) / 4);
    const red = Buffer.alloc((stride * height) / 4);
    const columns = Array.from({ length: stride }, (_, x) => columnAt((x * LAYOUT_WIDTH) / width));
    for (let y = 0; y < height; y++) {
      const row = rowAt((y * LAYOUT_HEIGHT) / height);
      columns.forEach((column, x) => {
        const [r, g, b] = colourAt(column, row);
        // Storing truncates; the added half rounds.
        luma[y * stride + x] = 16.5 + 0.2568 * r + 0.5041 * g + 0.0979 * b;
        if (x % 2 === 1 || y % 2 === 1) return;
        const at = (y / 2) * width + x / 2;
        blue[at] = 128.5 - 0.1482 * r - 0.291 * g + 0.4392 * b;
        red[at] = 128.5 + 0.4392 * r - 0.3678 * g - 0.0714 * b;
      });
    }
    this.planes = [
      { data: luma, stride },
      { data: blue, stride: width },
      { data: red, stride: width },
    ];
  }

  /** Draws the background of the frame with a number. */
  draw(number: number, ...planes: readonly FramePlane[]): void {
    const { width } = this.size;
    const offset = 2 * Math.round((((STEP * number) % LAYOUT_WIDTH) * width) / LAYOUT_WIDTH / 2);
    planes.forEach((plane, index) => {
      const source = this.planes[index];
      if (source === undefined) return;
      const from = index === 0 ? offset : offset / 2;
      for (let row = 0; row < plane.height; row++) {
        const start = row * source.stride + from;
        source.data.copy(plane.data, row * plane.stride, start, start + plane.width);
      }
    });
  }
}

type Column = ReturnType<typeof columnAt>;
type Row = ReturnType<typeof rowAt>;

/** The part of the waves that depends on the column only, so that no sine is computed per pixel. */
function columnAt(x: number) {
  const k = (2 * Math.PI) / LAYOUT_WIDTH;
  return {
    slow: wave(9 * k * x),
    slower: wave(3 * k * x),
    quick: 20 * Math.sin(41 * k * x),
    red: 18 * Math.cos(2 * k * x),
    blue: 18 * Math.sin(2 * k * x),
  };
}

/** The part that depends on the row only. */
function rowAt(y: number) {
  return { slow: wave(0.021 * y), slower: wave(0.037 * y), quick: Math.sin(0.19 * y) };
}

function wave(angle: number) {
  return { sin: Math.sin(angle), cos: Math.cos(angle) };
}

/** Red, green and blue, 0 to 255. */
function colourAt(column: Column, row: Row): readonly [number, number, number] {
  const luma =
    128 +
    45 * (column.slow.sin * row.slow.cos + column.slow.cos * row.slow.sin) +
    35 * (column.slower.sin * row.slower.cos + column.slower.cos * row.slower.sin) +
    column.quick * row.quick;
  return [clipped(luma + column.red), clipped(luma), clipped(luma + column.blue)];
}

function clipped(value: number): number {
  if (value <= 0) return 0;
  return value >= 255 ? 255 : value | 0;
}
