import type { IncomingMessage } from 'node:http';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { bodyTooLarge } from './read-text.js';
import { storeRawBody } from './raw-body.js';

/** The part of an Express application used here. */
export interface ExpressShape<Response> {
  use(
    path: string,
    handler: (
      error: unknown,
      request: IncomingMessage,
      response: Response,
      next: (error?: unknown) => void,
    ) => void,
  ): unknown;
}

/**
 * Error handler for bodies of the module's routes that a parser of the host rejected.
 *
 * Must be registered after the host's parsers and before the routes, so that a body that is not JSON still reaches the
 * route, and the host's guards with it. Errors of other paths pass through.
 */
export function captureExpressBodies<Response>(
  express: ExpressShape<Response>,
  path: string,
  answerError: (response: Response, error: WebGearRtcError) => void,
  isOurs: (requestUrl: string) => boolean,
): void {
  express.use(path, (error, request, response, next) => {
    const { originalUrl = request.url ?? '' } = request as { readonly originalUrl?: string };
    if (!isOurs(originalUrl)) return next(error);
    const { type, body, charset } = error as ParserError;
    const contentType = request.headers['content-type'];
    if (type === 'entity.parse.failed' && typeof body === 'string') {
      storeRawBody(request, { text: body, contentType });
      next();
    } else if (type === 'entity.too.large') {
      answerError(response, bodyTooLarge());
    } else if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
      const received = charset === undefined ? 'in an unknown encoding' : `in ${charset}`;
      answerError(response, new WebGearRtcError('WGR_BODY_TYPE_UNSUPPORTED', { received }));
    } else {
      next(error);
    }
  });
}

/** Fields that Express's `body-parser` sets on its errors. */
interface ParserError {
  readonly type?: string;
  /** The text that could not be parsed. */
  readonly body?: unknown;
  readonly charset?: string;
}
