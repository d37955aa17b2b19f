import { clockFields, isClockFormat } from './clock-format.js';
import { isFontFile } from './font-file.js';
import { decimalNumber, oneOf, settings, type OptionRule } from './option-rule.js';
import { overlayColourOf, overlayColourWords } from './overlay-colour.js';
import type { Overlay, OverlayPosition } from './overlay.interface.js';

const MAX_TEXT_LENGTH = 500;
const MAX_FORMAT_LENGTH = 100;

/** Control characters but the end of a line: FFmpeg draws boxes for them, or ends the text there. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\0-\x09\x0b-\x1f\x7f-\x9f]/;

const POSITIONS: readonly OverlayPosition[] = [
  'top-left',
  'top',
  'top-right',
  'center',
  'bottom-left',
  'bottom',
  'bottom-right',
];

/** Whether to draw anything onto the pictures, and what. */
export const overlaying: OptionRule = {
  rule: 'must say what to draw onto the pictures',
  allowed: `'text', { text: …, clock: …, … }, or a list of such objects`,
  accepts: (value) =>
    typeof value === 'string' ? drawnText.accepts(value) : listOf(value).every(settings.accepts),
};

const drawnText: OptionRule = {
  rule: 'must be text to draw',
  allowed: `1 to ${MAX_TEXT_LENGTH} characters, no control characters but \\n`,
  accepts: (value) => isPlainText(value, MAX_TEXT_LENGTH),
};

const colour: OptionRule = {
  rule: 'must be a colour',
  allowed: overlayColourWords,
  accepts: (value) => overlayColourOf(value) !== undefined,
};

/** The rule of every setting of an overlay. */
export const overlayRules: Readonly<Record<keyof Overlay, OptionRule>> = {
  text: drawnText,
  clock: {
    rule: 'must say whether or how to write the time',
    allowed: `true, false, or text with ${clockFields.map((field) => `%${field}`).join(' ')}`,
    accepts: (value) =>
      typeof value === 'boolean' || (isPlainText(value, MAX_FORMAT_LENGTH) && isClockFormat(value)),
  },
  timeZone: {
    rule: 'must be the name of a time zone',
    allowed: `a name such as 'Europe/Vienna' or 'UTC'`,
    accepts: isTimeZone,
  },
  position: oneOf(POSITIONS),
  fontSize: decimalNumber(1, 50, ' percent'),
  color: colour,
  background: colour,
  fontFile: {
    rule: 'must be a file with a font in it',
    allowed: 'the path of a TrueType, OpenType or WOFF file that can be read; WOFF2 is none of them',
    accepts: (value) => typeof value === 'string' && isFontFile(value),
  },
};

/** What was stated, as a list. */
export function listOf(stated: unknown): readonly unknown[] {
  return Array.isArray(stated) ? stated : [stated];
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
