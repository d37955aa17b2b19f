import { GLYPH_HEIGHT, GLYPH_WIDTH, hasInk } from './bitmap-font.js';
import type { FramePlane } from './pixels/planar-frame.js';

/** Dots from one letter to the next, and around a line. */
const GAP = 1;
/** Dots without ink around a letter, so that its edge needs no rule of its own. */
const MARGIN = 2;
const INK_WIDTH = GLYPH_WIDTH + 2 * MARGIN;
const INK_HEIGHT = GLYPH_HEIGHT + 2 * MARGIN;

/** How letters look. */
export interface TextStyle {
  /** Side of one dot of a letter, in pixels. */
  readonly dot: number;
  /** Luma of the letters. */
  readonly ink: number;
  /** Luma of what is around them. */
  readonly paper: number;
}

/** Writes lines of text into luma planes, without any font on the machine. A container has none. */
export class FrameText {
  private readonly cells = new Map<string, Buffer>();
  private readonly cellWidth: number;

  /** Height of a line in pixels, with its margins. */
  readonly height: number;

  constructor(private readonly style: TextStyle) {
    this.cellWidth = (GLYPH_WIDTH + GAP) * style.dot;
    this.height = (GLYPH_HEIGHT + 2 * GAP) * style.dot;
  }

  /** Width of a line in pixels. */
  widthOf(text: string): number {
    return text.length * this.cellWidth;
  }

  /** Writes a line with its upper left corner there; what lies outside the plane is left out. */
  write(luma: FramePlane, text: string, left: number, top: number): void {
    [...text].forEach((letter, index) =>
      this.stamp(luma, this.cellOf(letter), left + index * this.cellWidth, top),
    );
  }

  private stamp(luma: FramePlane, cell: Buffer, left: number, top: number): void {
    const from = Math.max(0, -left);
    const to = Math.min(this.cellWidth, luma.width - left);
    if (from >= to) return;
    for (let row = Math.max(0, -top); row < Math.min(this.height, luma.height - top); row++) {
      const start = row * this.cellWidth;
      cell.copy(luma.data, (top + row) * luma.stride + left + from, start + from, start + to);
    }
  }

  /** Drawn once for each letter: a running clock writes the same ones thirty times a second. */
  private cellOf(letter: string): Buffer {
    let cell = this.cells.get(letter);
    if (cell === undefined) {
      cell = this.draw(letter);
      this.cells.set(letter, cell);
    }
    return cell;
  }

  private draw(letter: string): Buffer {
    const { dot, ink, paper } = this.style;
    const dots = inkOf(letter);
    const across = blends(this.cellWidth, dot, MARGIN - GAP / 2);
    const down = blends(this.height, dot, MARGIN - GAP);
    const cell = Buffer.alloc(this.cellWidth * this.height);
    let at = 0;
    for (const row of down) {
      for (const column of across) {
        const upperLeft = row.index * INK_WIDTH + column.index;
        const upper = mix(dots[upperLeft], dots[upperLeft + 1], column.share);
        const lower = mix(dots[upperLeft + INK_WIDTH], dots[upperLeft + INK_WIDTH + 1], column.share);
        cell[at++] = Math.round(paper + (ink - paper) * coverage(mix(upper, lower, row.share), dot));
      }
    }
    return cell;
  }
}

/** The dots of a letter, row by row: 1 where it has ink. */
function inkOf(letter: string): Uint8Array {
  return Uint8Array.from({ length: INK_WIDTH * INK_HEIGHT }, (_, at) =>
    hasInk(letter, (at % INK_WIDTH) - MARGIN, Math.floor(at / INK_WIDTH) - MARGIN) ? 1 : 0,
  );
}

/** For each pixel of a side: between which dots its middle lies, and how near it is to the second of the two. */
function blends(pixels: number, dot: number, offset: number): readonly { index: number; share: number }[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const position = (pixel + 0.5) / dot - 0.5 + offset;
    const index = Math.floor(position);
    return { index, share: position - index };
  });
}

function mix(first = 0, second = 0, share: number): number {
  return first + (second - first) * share;
}

/**
 * How much of a pixel is ink, 0 to 1: the dots are blended into one another and cut at half, which rounds corners and
 * closes diagonals; a soft edge one pixel wide keeps it smooth.
 */
function coverage(blend: number, dot: number): number {
  return Math.min(1, Math.max(0, (blend - 0.42) * dot + 0.5));
}
