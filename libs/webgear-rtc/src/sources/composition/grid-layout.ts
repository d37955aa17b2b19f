import type { FrameSize } from '../../media/frame-size.js';
import { schemaOf, setting } from '../../options/option-schema.js';
import { decimalNumber, judged, wholeNumber } from '../../options/option-values.js';
import { invalidOption, parseOptions } from '../../options/validate-options.js';
import type { CompositionOptions } from './composition.interface.js';

/** A part of a picture, in pixels; all even, because 4:2:0 colour has one sample for two pixels. */
export interface FrameArea extends FrameSize {
  readonly left: number;
  readonly top: number;
}

/** Where everything is. */
export interface GridLayout extends FrameSize {
  /** One for each part, row by row. */
  readonly cells: readonly FrameArea[];
  /** Pictures per second. */
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
 * Gives each part its cell.
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

/** The largest area of a cell that has the shape of a picture, in its middle. */
export function areaWithin(cell: FrameArea, picture: FrameSize): FrameArea {
  const scale = Math.min(cell.width / picture.width, cell.height / picture.height);
  const width = toEven(picture.width * scale);
  const height = toEven(picture.height * scale);
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
