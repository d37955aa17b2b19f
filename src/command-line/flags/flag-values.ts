import type { Flag } from './flags.js';
import { toIceServers } from './ice-server-values.js';

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0', 'no', 'off']);

/** How the text of a flag is read, by the kind of value that the library wants. */
const readers: Readonly<Record<Flag['reads'], (text: string, flag: Flag) => unknown>> = {
  text: (text) => text,
  boolean: (text) => toBoolean(text),
  // Its bounds are the library's to check, which says them in its message.
  number: toNumber,
  port: toPort,
  size: toSize,
  list: (text) => text.split(',').map((word) => word.trim()),
  // `FFGear` for `ffgear` and `FFGEAR` too. A name that does not exist is the library's to refuse.
  name: (text, { words = [] }) => words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? text,
  // `0` is a camera; `0.mp4` is a file.
  indexOrText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  countOrBoolean: (text) => (/^\d+$/.test(text) ? Number(text) : toBoolean(text)),
  autoOrBoolean: (text) => (text.toLowerCase() === 'auto' ? 'auto' : toBoolean(text, 'auto, true or false')),
  iceServers: toIceServers,
  renditions: toRenditions,
};

/**
 * The value that the text of a flag means.
 *
 * Throws an `Error` whose message completes the sentence "--flag …".
 */
export function flagValue(flag: Flag, text: string): unknown {
  return readers[flag.reads](text, flag);
}

/** A TCP port, or 0 for any free one. */
export function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`must be a whole number from 0 to 65535, but is "${text}"`);
}

/** `True` and `False` too, as a VidGear command line has them. */
function toBoolean(text: string, allowed = 'true or false'): boolean {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  throw new Error(`must be ${allowed}, but is "${text}"`);
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new Error(`must be a number, but is "${text}"`);
}

/** `720,360` and `720:2000000,360:600000`: heights, each with a bitrate where one is wanted. A name stays what it is. */
function toRenditions(text: string): unknown {
  const entries = text.split(',').map((entry) => /^\s*(\d+)\s*(?::\s*(\d+)\s*)?$/.exec(entry));
  if (!entries.every((entry) => entry !== null)) return text;
  return entries.map(([, height, bitrateBps]) => ({
    height: Number(height),
    ...(bitrateBps !== undefined && { bitrateBps: Number(bitrateBps) }),
  }));
}

/** `1280x720`, and `1280,720` or `(1280, 720)` for hands that are used to Python. */
function toSize(text: string): [width: number, height: number] {
  const sides = /^\(?\s*(\d+)\s*[x×,]\s*(\d+)\s*\)?$/i.exec(text);
  if (sides !== null) return [Number(sides[1]), Number(sides[2])];
  throw new Error(`must be a width and a height such as 1280x720, but is "${text}"`);
}
