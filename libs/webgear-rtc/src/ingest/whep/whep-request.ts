import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A request to a WHEP endpoint or one of its sessions. */
export interface WhepRequest {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A response, read to its end. */
export interface WhepResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** After redirects. */
  readonly url: string;
  /** What may be sent to there: a redirect to another origin takes no credentials along. */
  readonly authorization: string | undefined;
}

/** An answer with many candidates is some 20 kB. */
const maxBodyBytes = 262_144;
const maxRedirects = 5;

/** What went wrong on the way to a response, as a clause that completes "could not be reached". */
export class WhepRequestError extends Error {
  override readonly name = 'WhepRequestError';

  constructor(
    message: string,
    /** Of Node, where it has one. */
    readonly code = '',
  ) {
    super(message);
  }
}

/**
 * Sends a request and follows the redirects that keep the method (307, 308); others are left to the caller.
 *
 * @throws WhepRequestError; the reason of the signal when it aborts
 */
export async function sendWhepRequest(request: WhepRequest, signal: AbortSignal): Promise<WhepResponse> {
  let { url, authorization } = request;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await send({ ...request, url, authorization }, signal);
    const location = response.headers.location;
    if ((response.status !== 307 && response.status !== 308) || location === undefined)
      return { ...response, url, authorization };
    const from = new URL(url);
    if (!URL.canParse(location, url)) throw new WhepRequestError('it redirects to an address that is none');
    const to = new URL(location, url);
    if (!/^https?:$/.test(to.protocol) || (from.protocol === 'https:' && to.protocol === 'http:'))
      throw new WhepRequestError(`it redirects to "${to.protocol}", which is not followed`);
    if (to.origin !== from.origin) authorization = undefined;
    to.username = to.password = '';
    url = to.href;
  }
  throw new WhepRequestError('it redirects in a loop');
}

function send(
  { method, url, authorization, headers, body = '' }: WhepRequest,
  signal: AbortSignal,
): Promise<Omit<WhepResponse, 'url' | 'authorization'>> {
  return new Promise((resolve, reject) => {
    const start = url.startsWith('https:') ? httpsRequest : httpRequest;
    const fail = (error: NodeJS.ErrnoException): void => {
      if (signal.aborted) reject(signal.reason as Error);
      else reject(new WhepRequestError(reasonOf(error, url), error.code));
    };
    const options = {
      method,
      // A connection that is kept would keep the process up after the session.
      agent: false as const,
      signal,
      headers: {
        Accept: 'application/sdp',
        ...headers,
        'Content-Length': String(Buffer.byteLength(body)),
        ...(authorization !== undefined && { Authorization: authorization }),
      },
    };
    const request = start(url, options, (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('error', fail);
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        pieces.push(piece);
        if (bytes <= maxBodyBytes) return;
        response.destroy(new WhepRequestError('it answers with more than a session description'));
      });
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
      // A response that is cut short has no end.
      response.on('close', () => fail(new WhepRequestError('it closes the connection within the answer')));
    });
    request.once('error', fail);
    request.end(body);
  });
}

const certificateFault = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/;

function reasonOf(error: NodeJS.ErrnoException, url: string): string {
  if (error instanceof WhepRequestError) return error.message;
  const { code = '' } = error;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `there is no host "${new URL(url).hostname}"`;
  if (code === 'ECONNREFUSED') return 'it refuses the connection';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the server closes the connection without a response';
  if (code.startsWith('HPE_')) return 'it is not an HTTP server';
  if (certificateFault.test(code)) return `its certificate is not trusted (${code})`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return 'it does not support TLS';
  return `the request failed (${code || 'unknown error'})`;
}
