import { maskCredentials } from '../errors/mask-credentials.js';

/** Words in the name of a field, flag, header or parameter whose value is secret. Not `passthrough`, nor `keyFrame…`. */
const SECRET_WORDS =
  'passw(?:or)?d|passphrase|passcode|pwd|secret|token|credential|cookie|headers?|authori[sz]ation|signature|username|' +
  'twofactor|netrc|bearer|jwt|streamid|user[-_]?(?:id|pw)';
const SECRET_NAME = new RegExp(
  `${SECRET_WORDS}|key$|(?:^|[^a-z])(?:pass|user|auth|login|otp|sig)(?:[^a-z]|$)`,
  'i',
);

const HEADER =
  /((?:proxy-)?authorization|(?:set-)?cookie2?|x-[\w-]*(?:key|token|auth|secret)[\w-]*)\s*[:=][^\r\n]*/gi;
const SCHEME = /\b(?:bearer|basic|digest)\s+[\w.~+/=-]+/gi;
/** `password=x`, `"password": "x"`, `user-pw='x'` and `?password=x y`. */
const ASSIGNMENT = new RegExp(
  `([\\w-]*(?:${SECRET_WORDS})[\\w-]*["']?\\s*[:=]\\s*)(?:"[^"]*"|'[^']*'|[^\\s,&;}]+(?:\\s[^&;=]*$)?)`,
  'gi',
);
/** `--password x` */
const FLAG = new RegExp(`(--?[\\w-]*(?:${SECRET_WORDS})[\\w-]*\\s+)\\S+`, 'gi');
const URL_START = /[a-z][a-z0-9+.-]+:\/{1,2}/i;
const QUERY = /\?.*$/s;

/** Whether a field, a flag, a header or a parameter of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * A text that a user stated, without the secrets in it: user names and passwords of addresses, also those with characters
 * that ought to be escaped, the query of an address, headers, cookies and whatever is assigned to a secret name.
 *
 * It hides too much rather than too little, which an error message about an option can afford; {@link maskCredentials}
 * leaves more of an address readable.
 */
export function redactText(text: string): string {
  const open = withoutUserInfo(text);
  const readable = URL_START.test(open) ? open.replace(QUERY, '?***') : open;
  return maskCredentials(readable)
    .replace(HEADER, '$1: ***')
    .replace(SCHEME, '***')
    .replace(FLAG, '$1***')
    .replace(ASSIGNMENT, '$1***');
}

/** A password may hold any character when it is written raw, so everything up to the last `@` counts as one. */
function withoutUserInfo(text: string): string {
  const end = text.lastIndexOf('@');
  if (end < 0) return text;
  const scheme = URL_START.exec(text.slice(0, end));
  const start = scheme === null ? 0 : scheme.index + scheme[0].length;
  // A name without a password, as in https://www.youtube.com/@channel.
  if (!text.slice(start, end).includes(':')) return text;
  return `${text.slice(0, start)}***${text.slice(end)}`;
}
