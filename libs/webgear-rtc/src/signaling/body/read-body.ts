import type { HttpRequest } from '../http-request.interface.js';
import { rawRequest } from '../raw-request.js';
import { BODY_LIMIT_BYTES, bodyTooLarge } from './body-limit.js';
import { keptBody } from './kept-body.js';
import { readText } from './read-text.js';

/** The body of one of our requests: as text, or already parsed by the host application. */
export type RequestBody = { readonly contentType: string | undefined } & (
  { readonly text: string; readonly parsed?: never } | { readonly text?: never; readonly parsed: unknown }
);

/**
 * Reads a body whether or not the host application has a parser for it, so that its parsers stay as they are.
 *
 * @throws WebGearRtcError `WGR_BODY_TOO_LARGE`
 */
export async function readBody(request: HttpRequest): Promise<RequestBody> {
  const raw = rawRequest(request);
  const kept = keptBody(raw);
  if (kept !== undefined) {
    // Kept from a parser of the host, whose limit is not ours.
    if (Buffer.byteLength(kept.text) > BODY_LIMIT_BYTES) throw bodyTooLarge();
    return kept;
  }
  const contentType = request.headers['content-type'];
  const contentLength = request.headers['content-length'];
  const { body } = request;
  if (body === undefined || body === null) {
    return { contentType, text: raw.readableEnded ? '' : await readText(raw, contentLength) };
  }
  if (sizeOf(body, contentLength) > BODY_LIMIT_BYTES) throw bodyTooLarge();
  if (typeof body === 'string') return { contentType, text: body };
  if (Buffer.isBuffer(body)) return { contentType, text: body.toString('utf8') };
  return { contentType, parsed: body };
}

/** A chunked request states no length; what its body would be as JSON is near enough for a limit. */
function sizeOf(body: unknown, contentLength: string | undefined): number {
  return contentLength === undefined ? Buffer.byteLength(JSON.stringify(body)) : Number(contentLength);
}
