const TRUE_WORDS: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0', 'no', 'off']);

/** Text as it is. */
export function toText(text: string): string {
  return text;
}

/** `True` and `False` too, as a VidGear command line has them. */
export function toBoolean(text: string): boolean {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  throw new Error(`must be true or false, but is "${text}"`);
}

/** Any number. Its bounds are the library's to check, which says them in its message. */
export function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new Error(`must be a number, but is "${text}"`);
}

/** A number of threads, or whether there are to be any. */
export function toThreads(text: string): number | boolean {
  return /^\d+$/.test(text) ? Number(text) : toBoolean(text);
}

/** A TCP port, or 0 for any free one. */
export function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`must be a whole number from 0 to 65535, but is "${text}"`);
}

/** `0` is a camera; `0.mp4` is a file. */
export function toSource(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

const APIS = ['CamGear', 'PiGear', 'FFGear'];

/** `FFGear` for `ffgear` and `FFGEAR` too. A name that does not exist is the library's to refuse. */
export function toApi(text: string): string {
  return APIS.find((name) => name.toLowerCase() === text.toLowerCase()) ?? text;
}

/** `1280x720`, and `1280,720` or `(1280, 720)` for hands that are used to Python. */
export function toResolution(text: string): [width: number, height: number] {
  const sides = /^\(?\s*(\d+)\s*[x×,]\s*(\d+)\s*\)?$/i.exec(text);
  if (sides !== null) return [Number(sides[1]), Number(sides[2])];
  throw new Error(`must be a width and a height such as 1280x720, but is "${text}"`);
}

/** Words divided by commas. */
export function toList(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}
