import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { keepBody, keptBody } from './kept-body.js';
import { OWN_BODY_FIELD } from './own-body.decorator.js';
import { readText } from './read-text.js';

interface FastifyRequestShape {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly config?: Readonly<Record<string, unknown>> };
}

/** What we use of a Fastify instance. */
export interface FastifyShape<Reply> {
  addHook(
    name: 'preParsing',
    hook: (request: FastifyRequestShape, reply: Reply, payload: Readable) => Promise<unknown>,
  ): unknown;
}

/**
 * Reads the bodies of our routes before Fastify's parsers do.
 *
 * Those answer a body they cannot parse in the host's format, and know no `application/x-www-form-urlencoded` unless the
 * host added it. Other routes pass through.
 */
export function keepFastifyBodies<Reply>(
  fastify: FastifyShape<Reply>,
  answerError: (reply: Reply, error: WebGearRtcError) => void,
): void {
  fastify.addHook('preParsing', async (request, reply, payload) => {
    if (request.routeOptions?.config?.[OWN_BODY_FIELD] !== true) return payload;
    // Each registration of the module adds this hook; the first has read the body to its end.
    if (keptBody(request.raw) !== undefined) return payload;
    const { headers } = request.raw;
    try {
      const text = await readText(payload, headers['content-length']);
      keepBody(request.raw, { text, contentType: headers['content-type'] });
    } catch (error) {
      if (!(error instanceof WebGearRtcError)) throw error;
      answerError(reply, error);
      return reply;
    }
    // Without these Fastify takes the request for one without a body, and looks for no parser.
    delete headers['content-type'];
    delete headers['content-length'];
    delete headers['transfer-encoding'];
    return payload;
  });
}
