import type { FrameSize } from '../../media/video-frame.js';
import { schemaOf, setting } from '../../options/option-schema.js';
import { decimalNumber, judged, wholeNumber } from '../../options/option-values.js';
import { invalidOption, parseOptions } from '../../options/validate-options.js';
import type { FrameObservable } from '../../options/custom-stream.js';

/**
 * Content of a cell: anything the option `source` accepts, an Observable of frames, or a function that returns one
 * whenever the composition is subscribed to, such as `() => captures.frames$('yard')`.
 *
 * @publicApi
 */
export type CompositionPart = string | number | URL | FrameObservable | (() => FrameObservable);

/**
 * How to arrange the parts.
 *
 * @publicApi
 */
export interface CompositionOptions {
  /**
   * Width and height of a cell in pixels, even, 16 to 4096 each. Frames of another aspect ratio are fitted and
   * centred.
   *
   * @default [640, 360]
   */
  readonly cellSize?: readonly [width: number, height: number];
  /**
   * Number of columns, 1 to 16.
   *
   * @default equal to the number of rows, or one more
   */
  readonly columns?: number;
  /**
   * Frames per second of the composition, 1 to 120.
   *
   * @default 30
   */
  readonly framerate?: number;
}

/** A part of a frame, in pixels; even, since 4:2:0 has one chroma sample per two pixels. */
export interface FrameArea extends FrameSize {
  readonly left: number;
  readonly top: number;
}

/** Size of the composition and position of its cells. */
export interface GridLayout extends FrameSize {
  /** One per part, row by row. */
  readonly cells: readonly FrameArea[];
  /** Frames per second. */
  readonly framerate: number;
}

const MAX_PARTS = 64;

const compositionSchema = schemaOf<CompositionOptions>()({
  cellSize: setting(
    judged<readonly [width: number, height: number]>(
      {
        rule: 'must be a width and a height in pixels',
        allowed: '[width, height], each an even number from 16 to 4096',
      },
      (value) =>
        Array.isArray(value) &&
        value.length === 2 &&
        value.every((side) => Number.isInteger(side) && side % 2 === 0 && side >= 16 && side <= 4096),
    ),
    { default: [640, 360] },
  ),
  columns: setting(wholeNumber(1, 16)),
  framerate: setting(decimalNumber(1, 120, ' frames per second'), { default: 30 }),
});

/**
 * Assigns a cell to each part.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function layOut(count: number, options: CompositionOptions): GridLayout {
  const settings = parseOptions(compositionSchema, options, 'grid.');
  if (count < 1 || count > MAX_PARTS) {
    throw invalidOption(
      'grid.parts',
      { rule: 'must be a list of sources', allowed: `1 to ${MAX_PARTS}` },
      count,
    );
  }
  const {
    cellSize: [width, height],
    framerate,
  } = settings;
  const columns = Math.min(count, settings.columns ?? Math.ceil(Math.sqrt(count)));
  const cells = Array.from({ length: count }, (_, index) => ({
    left: (index % columns) * width,
    top: Math.floor(index / columns) * height,
    width,
    height,
  }));
  return { width: columns * width, height: Math.ceil(count / columns) * height, cells, framerate };
}

/** The largest centred area of a cell with the aspect ratio of a frame. */
export function areaWithin(cell: FrameArea, frame: FrameSize): FrameArea {
  const scale = Math.min(cell.width / frame.width, cell.height / frame.height);
  const width = toEven(frame.width * scale);
  const height = toEven(frame.height * scale);
  return {
    left: cell.left + 2 * Math.floor((cell.width - width) / 4),
    top: cell.top + 2 * Math.floor((cell.height - height) / 4),
    width,
    height,
  };
}

function toEven(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2));
}
