/** The sixteen names of HTML 4, and what they mean. */
const NAMED_COLOURS: Readonly<Record<string, string>> = {
  black: '#000000',
  silver: '#c0c0c0',
  gray: '#808080',
  white: '#ffffff',
  maroon: '#800000',
  red: '#ff0000',
  purple: '#800080',
  fuchsia: '#ff00ff',
  green: '#008000',
  lime: '#00ff00',
  olive: '#808000',
  yellow: '#ffff00',
  navy: '#000080',
  blue: '#0000ff',
  teal: '#008080',
  aqua: '#00ffff',
  transparent: '#00000000',
};

/** The colours that may be stated, in words. */
export const overlayColourWords = `#rrggbb, #rrggbbaa, ${Object.keys(NAMED_COLOURS).join(', ')}`;

/** A stated colour as `#rrggbbaa`; `undefined` when it is none. */
export function overlayColourOf(stated: unknown): string | undefined {
  if (typeof stated !== 'string') return undefined;
  const word = stated.toLowerCase();
  const hex = Object.hasOwn(NAMED_COLOURS, word) ? NAMED_COLOURS[word] : word;
  if (hex === undefined || !/^#[\da-f]{6}(?:[\da-f]{2})?$/.test(hex)) return undefined;
  return hex.padEnd(9, 'f');
}
