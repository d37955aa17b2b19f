import { GLYPH_HEIGHT, GLYPH_WIDTH, hasInk } from './bitmap-font.js';
import type { PicturePlane } from './planar-picture.js';

/** Dots from one letter to the next, and around a line. */
const GAP = 1;

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
export class PictureText {
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
  write(luma: PicturePlane, text: string, left: number, top: number): void {
    [...text].forEach((letter, index) =>
      this.stamp(luma, this.cellOf(letter), left + index * this.cellWidth, top),
    );
  }

  private stamp(luma: PicturePlane, cell: Buffer, left: number, top: number): void {
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
    const cell = Buffer.alloc(this.cellWidth * this.height);
    for (let row = 0; row < this.height; row++) {
      for (let column = 0; column < this.cellWidth; column++) {
        const coverage = coverageAt(letter, (column + 0.5) / dot - GAP / 2, (row + 0.5) / dot - GAP, dot);
        cell[row * this.cellWidth + column] = Math.round(paper + (ink - paper) * coverage);
      }
    }
    return cell;
  }
}

/**
 * How much of a pixel is ink, 0 to 1: the dots are blended into one another and cut at half, which rounds corners and
 * closes diagonals; a soft edge one pixel wide keeps it smooth.
 */
function coverageAt(letter: string, x: number, y: number, dot: number): number {
  const [column, row] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [right, down] = [x - 0.5 - column, y - 0.5 - row];
  const ink = (dx: number, dy: number) => (hasInk(letter, column + dx, row + dy) ? 1 : 0);
  const upper = ink(0, 0) * (1 - right) + ink(1, 0) * right;
  const lower = ink(0, 1) * (1 - right) + ink(1, 1) * right;
  const blend = upper * (1 - down) + lower * down;
  return Math.min(1, Math.max(0, (blend - 0.42) * dot + 0.5));
}
