import type { IncomingMessage } from 'node:http';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { bodyTooLarge } from './body-limit.js';
import { keepBody } from './kept-body.js';

/** What we use of an Express application. */
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
 * Takes over where a parser of the host refused a body that was meant for one of our routes.
 *
 * Called after the host's parsers are in place and before the routes are, so that a body which is merely not JSON still
 * reaches the route, and with it the host's guards. Errors of other paths pass through.
 */
export function keepExpressBodies<Response>(
  express: ExpressShape<Response>,
  path: string,
  answerError: (response: Response, error: WebGearRtcError) => void,
): void {
  express.use(path, (error, request, response, next) => {
    const { type, body, charset } = error as ParserError;
    const contentType = request.headers['content-type'];
    if (type === 'entity.parse.failed' && typeof body === 'string') {
      keepBody(request, { text: body, contentType });
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

/** The fields that Express's `body-parser` sets on its errors. */
interface ParserError {
  readonly type?: string;
  /** The text that could not be parsed. */
  readonly body?: unknown;
  readonly charset?: string;
}
