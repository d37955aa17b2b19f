import type { OptionRule } from './option-rule.js';

/** `https://host`, `http://host:port`, `https://*.host`; other schemes too, as the web views of phone apps have them. */
const WEB_ORIGIN = /^[a-z][a-z\d+.-]*:\/\/(?:\*\.)?(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** A list of web origins (RFC 6454), in which `*` stands for all of them. */
export const webOrigins: OptionRule = {
  rule: 'must be a list of web origins',
  allowed:
    'scheme, host and port without a path, such as "https://example.org" or "http://192.168.1.5:8080", ' +
    'with "*." in front of a host for its subdomains; an asterisk alone for all origins',
  accepts: (value) => Array.isArray(value) && value.every(isWebOrigin),
};

function isWebOrigin(value: unknown): boolean {
  return typeof value === 'string' && (value === '*' || WEB_ORIGIN.test(value));
}

/** Brings web origins into the form in which browsers send them: lower case, without the scheme's own port. */
export function normalizeOrigins(origins: readonly string[]): readonly string[] {
  return Object.freeze(
    origins.map((origin) => origin.toLowerCase().replace(/^(http:\/\/.*):80$|^(https:\/\/.*):443$/, '$1$2')),
  );
}
