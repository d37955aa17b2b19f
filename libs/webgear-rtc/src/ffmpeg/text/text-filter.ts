import { createRequire } from 'node:module';
import type { OverlayPosition } from '../../options/overlay.interface.js';
import type { FilterCall } from '../filter/filter-chain.js';

/** Smaller letters are specks, however small the frame is. */
export const SMALLEST_FONT_PX = 6;

/** Distance of the box from the edges of the frame, and of the letters from those of the box, by their height. */
const MARGIN_SHARE = 0.5;
const PADDING_SHARE = 0.3;

/** The Hebrew and Arabic blocks and their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** How and where a text is written into a frame. */
export interface TextLook {
  /** Path of a TrueType, OpenType or WOFF file. */
  readonly fontFile: string;
  /** Height of the letters in pixels, `SMALLEST_FONT_PX` or more. */
  readonly fontSizePx: number;
  /** `#rrggbbaa`. */
  readonly color: string;
  /** `#rrggbbaa`. */
  readonly background: string;
  readonly position: OverlayPosition;
}

/** A text to be written into a frame. */
export interface WrittenText {
  /** Taken letter by letter: nothing in it means anything to FFmpeg. */
  readonly text: string;
  readonly look: TextLook;
}

/**
 * Path of the font that comes with the library, because containers have none.
 *
 * DejaVu Sans, whose digits have one width, so that a clock does not move. WOFF and not WOFF2, which FFmpeg's builds
 * cannot read.
 */
export function builtInFont(): string {
  return createRequire(import.meta.url).resolve(
    '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff',
  );
}

/** Whether a text has letters that run from right to left; many of them also join one another. */
export function runsRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** The filter that writes a text into frames. */
export function textFilter({ text, look }: WrittenText): FilterCall {
  const paddingPx = Math.round(look.fontSizePx * PADDING_SHARE);
  const edgePx = Math.round(look.fontSizePx * MARGIN_SHARE) + paddingPx;
  return [
    'drawtext',
    {
      text,
      // With expansion, `%{…}` would be evaluated, which can read the environment or the metadata of a file.
      expansion: 'none',
      fontfile: look.fontFile,
      fontsize: `${look.fontSizePx}`,
      fontcolor: look.color,
      box: look.background.endsWith('00') ? '0' : '1',
      boxcolor: look.background,
      boxborderw: `${paddingPx}`,
      text_align: alignmentOf(look.position),
      x: leftOf(look.position, edgePx),
      // By the font, not by the letters of the text: otherwise the box moves when a letter with a descender comes.
      y_align: 'font',
      y: topOf(look.position, edgePx),
    },
  ];
}

/** A text that is wider than the frame is cut off at its end, never at its beginning. */
function leftOf(position: string, edgePx: number): string {
  if (position.endsWith('left')) return `${edgePx}`;
  return position.endsWith('right') ? `max(${edgePx},w-tw-${edgePx})` : `max(${edgePx},(w-tw)/2)`;
}

function topOf(position: string, edgePx: number): string {
  if (position.startsWith('top')) return `${edgePx}`;
  return position.startsWith('bottom') ? `h-th-${edgePx}` : '(h-th)/2';
}

function alignmentOf(position: string): string {
  if (position.endsWith('left')) return 'left';
  return position.endsWith('right') ? 'right' : 'center';
}
