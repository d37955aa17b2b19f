/** Width of a letter in dots. */
export const GLYPH_WIDTH = 5;
/** Height of a letter in dots. */
export const GLYPH_HEIGHT = 7;

/** Each row five dots wide, the leftmost in the highest bit. Only what the slates say. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  ' ': [0, 0, 0, 0, 0, 0, 0],
  E: [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
  I: [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  N: [0b10001, 0b11001, 0b11001, 0b10101, 0b10011, 0b10011, 0b10001],
  T: [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
  d: [0b00001, 0b00001, 0b01101, 0b10011, 0b10001, 0b10011, 0b01101],
  e: [0b00000, 0b00000, 0b01110, 0b10001, 0b11111, 0b10000, 0b01110],
  h: [0b10000, 0b10000, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001],
  n: [0b00000, 0b00000, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001],
  o: [0b00000, 0b00000, 0b01110, 0b10001, 0b10001, 0b10001, 0b01110],
  p: [0b00000, 0b00000, 0b11110, 0b10001, 0b11110, 0b10000, 0b10000],
  t: [0b01000, 0b01000, 0b11100, 0b01000, 0b01000, 0b01001, 0b00110],
  u: [0b00000, 0b00000, 0b10001, 0b10001, 0b10001, 0b10011, 0b01101],
};

/** Whether a letter has ink at a dot, counted from its upper left; a letter without a drawing is blank. */
export function hasInk(letter: string, column: number, row: number): boolean {
  const bits = GLYPHS[letter]?.[row] ?? 0;
  return ((bits >> (GLYPH_WIDTH - 1 - column)) & 1) === 1;
}
