import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { storeRawBody, rawBodyOf } from './raw-body.js';
import { SKIP_BODY_PARSER_FIELD } from './raw-body.js';
import { readText } from './read-text.js';

interface FastifyRequestShape {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly config?: Readonly<Record<string, unknown>> };
}

/** The part of a Fastify instance used here. */
export interface FastifyShape<Reply> {
  addHook(
    name: 'preParsing',
    hook: (request: FastifyRequestShape, reply: Reply, payload: Readable) => Promise<unknown>,
  ): unknown;
}

/**
 * Reads the bodies of the module's routes before Fastify's parsers do.
 *
 * A parser would answer an invalid body in the host's format, and Fastify has none for
 * `application/x-www-form-urlencoded`. Other routes pass through.
 */
export function captureFastifyBodies<Reply>(
  fastify: FastifyShape<Reply>,
  answerError: (reply: Reply, error: WebGearRtcError) => void,
): void {
  fastify.addHook('preParsing', async (request, reply, payload) => {
    if (request.routeOptions?.config?.[SKIP_BODY_PARSER_FIELD] !== true) return payload;
    // Each registration of the module adds this hook; the first one has consumed the body.
    if (rawBodyOf(request.raw) !== undefined) return payload;
    const { headers } = request.raw;
    try {
      const text = await readText(payload, headers['content-length']);
      storeRawBody(request.raw, { text, contentType: headers['content-type'] });
    } catch (error) {
      if (!(error instanceof WebGearRtcError)) throw error;
      answerError(reply, error);
      return reply;
    }
    // Without these headers Fastify treats the request as one without a body and runs no parser.
    delete headers['content-type'];
    delete headers['content-length'];
    delete headers['transfer-encoding'];
    return payload;
  });
}
