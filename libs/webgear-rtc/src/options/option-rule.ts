import { isIP } from 'node:net';
import { isUrl } from './describe-value.js';

/** What is wrong with a value, where more can be said than its rule. */
export interface OptionFault {
  /** Where in the value, as it is written behind the name of the option: `[1].urls`. The whole value when left out. */
  readonly at?: string;
  /** Completes "Option "x" …" in place of the rule's own words. */
  readonly rule: string;
  /** What passes there; what the rule says when left out. */
  readonly allowed?: string;
  /** What was found there; the whole value when left out. */
  readonly received?: unknown;
}

/** One check of one option, with the words for an error message. */
export interface OptionRule {
  /** Completes "Option "x" …", for example `must be a whole number`. */
  readonly rule: string;
  /** The values that pass, in words. */
  readonly allowed: string;
  /** Whether a value passes. */
  readonly accepts: (value: unknown) => boolean;
  /** What is wrong with a value that does not pass; `undefined` where the rule says it all. */
  readonly faultOf?: (value: unknown) => OptionFault | undefined;
}

/** `true` or `false`. */
export const flag: OptionRule = {
  rule: 'must be a boolean',
  allowed: 'true, false',
  accepts: (value) => typeof value === 'boolean',
};

/** A string that is not empty. */
export const text: OptionRule = {
  rule: 'must be a string that is not empty',
  allowed: 'any text',
  accepts: isText,
};

/** One word of a list. */
export function oneOf(words: readonly string[]): OptionRule {
  return {
    rule: 'must be one of the names',
    allowed: words.map((word) => `'${word}'`).join(', '),
    accepts: (value) => typeof value === 'string' && words.includes(value),
  };
}

/** An object of settings; which, is another rule's business. */
export const settings: OptionRule = {
  rule: 'must be an object of settings',
  allowed: '{ name: value, … }',
  accepts: isPlainObject,
};

/** A whole number within bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, unit = ''): OptionRule {
  return {
    rule: 'must be a whole number',
    allowed: `${minimum} to ${maximum}${unit}`,
    accepts: (value) => Number.isInteger(value) && isWithin(value, minimum, maximum),
    faultOf: (value) => (Number.isInteger(value) ? outOfBounds(value, minimum, maximum) : undefined),
  };
}

/** A number within bounds, both included. */
export function decimalNumber(minimum: number, maximum: number, unit = ''): OptionRule {
  return {
    rule: 'must be a number',
    allowed: `${minimum} to ${maximum}${unit}`,
    accepts: (value) => isWithin(value, minimum, maximum),
    faultOf: (value) => outOfBounds(value, minimum, maximum),
  };
}

function outOfBounds(value: unknown, minimum: number, maximum: number): OptionFault | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  return { rule: value < minimum ? `must be at least ${minimum}` : `must be at most ${maximum}` };
}

/** A device index, or a string that says where pictures come from. */
export const sourceName: OptionRule = {
  rule: 'must say where the pictures come from',
  allowed: 'a device index from 0, a file path, a URL, a GStreamer pipeline, "screen:", "test:"',
  accepts: (value) => isText(value) || isUrl(value) || (Number.isInteger(value) && isWithin(value, 0, 255)),
  faultOf: (value) =>
    Array.isArray(value) || isPlainObject(value)
      ? {
          rule: 'must be one source',
          allowed: 'streams: { front: { source: … }, yard: { source: … } } for several',
        }
      : undefined,
};

/** Anything that can make pictures; which form it has, and what it lacks, is found out when Nest has its instances. */
export const frameProvider: OptionRule = {
  rule: 'must make pictures',
  allowed: 'an object with read(), a class or a function that makes one, an async iterable, an Observable',
  accepts: (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
};

/** What is called with each picture. */
export const frameFunction: OptionRule = {
  rule: 'must be a function',
  allowed: 'a function that gets a picture, and returns one, undefined, or a promise of either',
  accepts: (value) => typeof value === 'function',
};

/** Width and height. */
export const frameSize: OptionRule = {
  rule: 'must be a width and a height in pixels',
  allowed: '[width, height], each a whole number from 64 to 8192',
  accepts: (value) =>
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((side) => Number.isInteger(side) && isWithin(side, 64, 8192)),
};

/** A list of IP addresses. */
export const ipAddresses: OptionRule = {
  rule: 'must be a list of IP addresses',
  allowed: 'IPv4 and IPv6 addresses, no host names',
  accepts: (value) => Array.isArray(value) && value.every(isIpAddress),
  faultOf: (value) => faultOfItem(value, isIpAddress, 'must be an IP address'),
};

/** One IPv4 address. */
export const ipv4Address: OptionRule = {
  rule: 'must be an IPv4 address',
  allowed: 'an address of this machine, or "0.0.0.0" for all of them',
  accepts: (value) => typeof value === 'string' && isIP(value) === 4,
};

/** A list of folders to serve. */
export const staticMounts: OptionRule = {
  rule: 'must be a list of folders to serve',
  allowed:
    '[{ path, directory }, …], each path one or more names of letters, digits, "-", "_" or "." divided by "/"',
  accepts: (value) => Array.isArray(value) && value.every(isStaticMount),
  faultOf: (value) => faultOfItem(value, isStaticMount, 'must be a folder to serve'),
};

/** Options of streams by their names. */
export const namedStreams: OptionRule = {
  rule: 'must be an object with the options of each stream under its name',
  allowed: '{ front: { source: … }, yard: { source: … } }',
  accepts: (value) => isPlainObject(value) && Object.values(value).every(isPlainObject),
  faultOf: (value) => {
    if (Array.isArray(value)) return { rule: 'must give each stream a name' };
    const [name, received] = isPlainObject(value)
      ? (Object.entries(value).find(([, options]) => !isPlainObject(options)) ?? [])
      : [];
    if (name === undefined) return undefined;
    return {
      at: `.${name}`,
      rule: 'must be an object with the options of this stream',
      allowed: '{ source: … }',
      received,
    };
  },
};

/** Which item of a list does not pass. */
function faultOfItem(
  list: unknown,
  accepts: (item: unknown) => boolean,
  rule: string,
): OptionFault | undefined {
  const index = Array.isArray(list) ? list.findIndex((item) => !accepts(item)) : -1;
  return index < 0 ? undefined : { at: `[${index}]`, rule, received: (list as unknown[])[index] };
}

function isIpAddress(value: unknown): boolean {
  return typeof value === 'string' && isIP(value) !== 0;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUrl(value);
}

const MOUNT_PATH = /^\/?[\w-][\w.-]*(\/[\w-][\w.-]*)*\/?$/;

function isStaticMount(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { path, directory } = value as Record<string, unknown>;
  return isText(path) && MOUNT_PATH.test(path) && isText(directory);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isWithin(value: unknown, minimum: number, maximum: number): boolean {
  return typeof value === 'number' && value >= minimum && value <= maximum;
}
