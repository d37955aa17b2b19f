import { closeSync, openSync, readSync } from 'node:fs';
import { clockFields, isClockFormat } from './clock-format.js';
import { schemaOf, setting } from './option-schema.js';
import { decimalNumber, isPlainObject, judged, oneOf } from './option-values.js';
import type { Overlay } from './overlay.interface.js';

const MAX_TEXT_LENGTH = 500;
const MAX_FORMAT_LENGTH = 100;

/** Control characters except the end of a line: FFmpeg draws boxes for them, or ends the text there. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\0-\x09\x0b-\x1f\x7f-\x9f]/;

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

/** The first four bytes of TrueType, of Apple's TrueType, OpenType, a collection and WOFF. */
const FONT_SIGNATURES: ReadonlySet<string> = new Set([
  '00010000',
  '74727565',
  '4f54544f',
  '74746366',
  '774f4646',
]);

/** Whether to draw anything onto the frames, and what. */
export const overlaying = judged<string | Overlay | readonly Overlay[]>(
  {
    rule: 'must say what to draw onto the frames',
    allowed: `'text', { text: …, clock: …, … }, or a list of such objects`,
  },
  (value) =>
    typeof value === 'string'
      ? isPlainText(value, MAX_TEXT_LENGTH)
      : (Array.isArray(value) ? value : [value]).every(isPlainObject),
);

const colour = judged<string>(
  {
    rule: 'must be a colour',
    allowed: `#rrggbb, #rrggbbaa, ${Object.keys(NAMED_COLOURS).join(', ')}`,
  },
  (value) => overlayColourOf(value) !== undefined,
);

/** The settings of an overlay. */
export const overlaySchema = schemaOf<Overlay>()({
  text: setting(
    judged<string>(
      {
        rule: 'must be text to draw',
        allowed: `1 to ${MAX_TEXT_LENGTH} characters, no control characters but \\n`,
      },
      (value) => isPlainText(value, MAX_TEXT_LENGTH),
    ),
  ),
  clock: setting(
    judged<boolean | string>(
      {
        rule: 'must say whether or how to write the time',
        allowed: `true, false, or text with ${clockFields.map((field) => `%${field}`).join(' ')}`,
      },
      (value) =>
        typeof value === 'boolean' || (isPlainText(value, MAX_FORMAT_LENGTH) && isClockFormat(value)),
    ),
    { default: false },
  ),
  timeZone: setting(
    judged<string>(
      { rule: 'must be the name of a time zone', allowed: `a name such as 'Europe/Vienna' or 'UTC'` },
      isTimeZone,
    ),
  ),
  position: setting(
    oneOf(['top-left', 'top', 'top-right', 'center', 'bottom-left', 'bottom', 'bottom-right']),
    { default: 'top-left' },
  ),
  fontSize: setting(decimalNumber(1, 50, ' percent'), { default: 4 }),
  color: setting(colour, { default: 'white' }),
  background: setting(colour, { default: '#00000080' }),
  fontFile: setting(
    judged<string>(
      {
        rule: 'must be a file with a font in it',
        allowed: 'the path of a TrueType, OpenType or WOFF file that can be read; WOFF2 is none of them',
      },
      isFontFile,
    ),
  ),
});

/** A stated colour as `#rrggbbaa`; `undefined` when it is none. */
export function overlayColourOf(stated: unknown): string | undefined {
  if (typeof stated !== 'string') return undefined;
  const word = stated.toLowerCase();
  const hex = Object.hasOwn(NAMED_COLOURS, word) ? NAMED_COLOURS[word] : word;
  if (hex === undefined || !/^#[\da-f]{6}(?:[\da-f]{2})?$/.test(hex)) return undefined;
  return hex.padEnd(9, 'f');
}

function isPlainText(value: unknown, maxLength: number): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    [...value].length <= maxLength &&
    !CONTROLS.test(value)
  );
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).format(0) !== '';
  } catch {
    return false;
  }
}

/** Looked at when the server starts: FFmpeg would silently take another font of the machine for one it cannot read. */
function isFontFile(path: unknown): boolean {
  let file: number | undefined;
  try {
    file = openSync(String(path), 'r');
    const signature = Buffer.alloc(4);
    return readSync(file, signature) === 4 && FONT_SIGNATURES.has(signature.toString('hex'));
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
