import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { rawRequest, type HttpRequest } from '../http-request.js';
import { BODY_LIMIT_BYTES, bodyTooLarge } from './read-text.js';
import { rawBodyOf } from './raw-body.js';
import { readText } from './read-text.js';

/** The body of a request: as text, or already parsed by the host application. */
export type RequestBody = { readonly contentType: string | undefined } & (
  { readonly text: string; readonly parsed?: never } | { readonly text?: never; readonly parsed: unknown }
);

/**
 * Reads a body whether or not a parser of the host application has consumed it.
 *
 * @throws WebGearRtcError `WGR_BODY_TOO_LARGE`
 */
export async function readBody(request: HttpRequest): Promise<RequestBody> {
  const raw = rawRequest(request);
  const stored = rawBodyOf(raw);
  if (stored !== undefined) {
    // The limit of the host's parser may be higher.
    if (Buffer.byteLength(stored.text) > BODY_LIMIT_BYTES) throw bodyTooLarge();
    return stored;
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

/**
 * The text of a body of one media type.
 *
 * @throws WebGearRtcError `WGR_BODY_TYPE_UNSUPPORTED`
 */
export function textOf({ contentType, text, parsed }: RequestBody, expected: string): string {
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== expected || parsed !== undefined || text === undefined) {
    const received = contentType === undefined ? 'of no stated type' : 'of another type';
    throw new WebGearRtcError('WGR_BODY_TYPE_UNSUPPORTED', { received, expected });
  }
  return text;
}

/** A chunked request has no `Content-Length`; the size of the parsed body as JSON is close enough for a limit. */
function sizeOf(body: unknown, contentLength: string | undefined): number {
  return contentLength === undefined ? Buffer.byteLength(JSON.stringify(body)) : Number(contentLength);
}
