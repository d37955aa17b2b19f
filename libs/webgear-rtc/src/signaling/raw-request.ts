import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from './http-request.interface.js';

/** Node's own message below a request of either adapter. */
export function rawRequest(request: HttpRequest): IncomingMessage {
  return request.raw ?? (request as IncomingMessage);
}
