import { isSecretName, redactText } from './redact-text.js';

const MAX_SHOWN_LENGTH = 80;
const MAX_LISTED = 6;
const MAX_DEPTH = 2;
/** A longer text is no setting but data, of which only the length says anything. */
const MAX_READ_LENGTH = 4000;

/**
 * A value that a user stated, in few words for an error message: the secrets in it hidden, data and instances of classes
 * named by kind and size. No getter is called.
 *
 * @param name of the option, flag or field that has the value
 */
export function describeValue(value: unknown, name = ''): string {
  return clip(describe(value, name, 0));
}

function describe(value: unknown, name: string, depth: number): string {
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  // Whether it is empty may be what is wrong with it.
  if (isSecretName(name) && value !== '') return typeof value === 'string' ? "'***'" : `a ${kindOf(value)}`;
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'function') return describeFunction(value);
  return typeof value === 'object' ? describeObject(value, depth) : String(value);
}

function describeObject(value: object, depth: number): string {
  if (Array.isArray(value))
    return listed(
      '[',
      value.map((item, index) => () => describe(item, flagBefore(value, index), depth + 1)),
      ']',
      depth,
    );
  if (ArrayBuffer.isView(value)) return `a ${kindOf(value)} of ${value.byteLength} bytes`;
  if (isUrl(value)) return `URL ${quoted(value.href)}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not `=== Object.prototype`: there is another one in each context, such as a test runner's.
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain) return `a ${kindOf(value)}`;
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(
    ([, { enumerable }]) => enumerable,
  );
  return listed(
    '{',
    fields.map(([field, property]) => () => {
      const shown = 'value' in property ? describe(property.value, field, depth + 1) : '…';
      return `${redactText(field)}: ${shown}`;
    }),
    '}',
    depth,
  );
}

function listed(open: string, items: readonly (() => string)[], close: string, depth: number): string {
  if (items.length === 0) return open + close;
  if (depth >= MAX_DEPTH) return `${open} … ${close}`;
  const shown = items.slice(0, MAX_LISTED).map((item) => item());
  return `${open} ${[...shown, ...(items.length > MAX_LISTED ? ['…'] : [])].join(', ')} ${close}`;
}

/** Of a list of words of a command line, the flag whose value a word may be. */
function flagBefore(words: readonly unknown[], index: number): string {
  const before = words[index - 1];
  return typeof before === 'string' && before.startsWith('-') ? before : '';
}

function quoted(text: string): string {
  if (text.length > MAX_READ_LENGTH) return `a text of ${text.length} characters`;
  // Secrets go before the text is cut, since a cut may take away what tells them apart.
  return `'${clip(redactText(text))}'`;
}

function describeFunction(value: object): string {
  const { name } = value as { name?: unknown };
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
  return typeof name === 'string' && name !== '' ? `${kind} ${name}` : `a ${kind}`;
}

/** What to call the kind of a value: the name of its class, or of its primitive type. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  const name = (value.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== '' ? name : 'object';
}

/** Whether something is a `URL`, of whichever context. */
export function isUrl(value: unknown): value is URL {
  return (
    typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object URL]'
  );
}

function clip(text: string): string {
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}
