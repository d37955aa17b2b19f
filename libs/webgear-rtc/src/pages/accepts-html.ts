import type { HttpRequest } from '../signaling/http-request.interface.js';

/** Whether a client asks for HTML by name, as browsers do when they navigate. A client that takes anything gets JSON. */
export function acceptsHtml({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return /\btext\/html\b|\bapplication\/xhtml\+xml\b/.test(headers.accept ?? '');
}
