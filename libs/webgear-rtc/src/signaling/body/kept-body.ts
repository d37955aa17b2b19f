import type { IncomingMessage } from 'node:http';

/** A body that was kept as text before the host's parsers could refuse it. */
export interface KeptBody {
  /** The bytes as UTF-8. */
  readonly text: string;
  /** The content type the client stated, if any. */
  readonly contentType: string | undefined;
}

const keptBodies = new WeakMap<IncomingMessage, KeptBody>();

/** Keeps the text of a request's body for the controller. It goes away with the request. */
export function keepBody(request: IncomingMessage, body: KeptBody): void {
  keptBodies.set(request, body);
}

/** The text kept for a request. */
export function keptBody(request: IncomingMessage): KeptBody | undefined {
  return keptBodies.get(request);
}
