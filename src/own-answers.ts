import type { IncomingMessage, ServerResponse } from 'node:http';

/** Routes of programs: none of their answers is a page. */
const OF_PROGRAMS = /\/(?:state|offer|whep|whip|ice-servers|metadata|segments|metrics)(?:\/[^/?]*)?(?:$|\?)/;

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Sets the module's security headers on every answer of this program: also where Nest or Express answers, for a malformed
 * address or an unknown method.
 */
export function secureAnswers(headers: Readonly<Record<string, string>>): Middleware {
  return (_request, response, next) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    next();
  };
}

/**
 * Has a client that takes anything, such as curl, get an error as a page, as it gets the player: this program serves pages
 * before all. One that names JSON gets JSON, as does one that sends anything, or asks for what only programs do: `state`, `whep`.
 *
 * An address with several slashes in a row, as a proxy writes it that adds its own, is that with one.
 */
export const preferPages: Middleware = (request, _response, next) => {
  const { accept = '*/*' } = request.headers;
  const mayBePage = ['GET', 'HEAD'].includes(request.method ?? '') && !OF_PROGRAMS.test(request.url ?? '');
  if (mayBePage && !/\bjson\b|\btext\/html\b/.test(accept) && accept.includes('*/*'))
    request.headers.accept = `text/html, ${accept}`;
  const url = (request.url ?? '/').replace(/^\/{2,}/, '/');
  // Express has noted the address as it came, and Nest goes by that.
  if (url !== request.url) Object.assign(request, { url, originalUrl: url });
  next();
};
