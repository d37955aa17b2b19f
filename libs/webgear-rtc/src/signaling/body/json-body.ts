import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { RequestBody } from './read-body.js';

/**
 * The value of a JSON body.
 *
 * @throws WebGearRtcError `WGR_BODY_TYPE_UNSUPPORTED`, `WGR_BODY_MALFORMED`
 */
export function jsonOf(body: RequestBody): unknown {
  if (!isJson(body.contentType)) {
    const received = body.contentType === undefined ? 'of no stated type' : 'of another type or charset';
    throw new WebGearRtcError('WGR_BODY_TYPE_UNSUPPORTED', { received });
  }
  return body.text === undefined ? body.parsed : parseJson(body.text);
}

function isJson(contentType = ''): boolean {
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith('charset='));
  // RFC 8259 §8.1: JSON between systems is UTF-8 and nothing else.
  return (
    mediaType.trim() === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Not the parser's message, which quotes the body.
    throw new WebGearRtcError('WGR_BODY_MALFORMED', { reason: 'it is not JSON' }, { cause });
  }
}
