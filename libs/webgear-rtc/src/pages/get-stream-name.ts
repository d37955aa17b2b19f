import type { ExecutionContext } from '@nestjs/common';
import { DEFAULT_STREAM_NAME } from '../options/default-options.js';
import type { HttpRequest } from '../signaling/http-request.js';
import { isStreamController } from './registration-controller.js';

/**
 * The name of the stream that a request is about, for guards and interceptors: as it is configured, whatever its case in the address.
 *
 * @returns `default` for the stream of a registration that names none; `undefined` for routes that are not about one stream (the
 *   list of streams, static files) and for those of other modules
 * @publicApi
 */
export function getStreamName(context: ExecutionContext): string | undefined {
  if (!isStreamController(context.getClass())) return undefined;
  const { params } = context.switchToHttp().getRequest<HttpRequest>();
  return params?.['stream'] ?? DEFAULT_STREAM_NAME;
}
