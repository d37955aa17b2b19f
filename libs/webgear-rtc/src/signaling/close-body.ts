import type { RequestBody } from './body/read-body.js';

/** The request of a `POST close_connection`. */
export type CloseRequest =
  | { readonly kind: 'one'; readonly sessionToken: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'reset-only' };

/**
 * Parses the three bodies in use: `{ "sessionToken": … }` of the module's page, `0`, and anything else (VidGear's page
 * sends `1`). The content type is ignored: `navigator.sendBeacon()` and form posts set their own.
 */
export function parseClose(body: RequestBody): CloseRequest {
  const value = body.text === undefined ? body.parsed : parseLeniently(body.text);
  if (typeof value === 'object' && value !== null) {
    const { sessionToken } = value as Record<string, unknown>;
    if (typeof sessionToken === 'string') return { kind: 'one', sessionToken };
    // A form parser turns the body `0` into { '0': '' }.
    return Object.hasOwn(value, '0') ? { kind: 'reset-only' } : { kind: 'all' };
  }
  return value === 0 || value === '0' ? { kind: 'reset-only' } : { kind: 'all' };
}

function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}
