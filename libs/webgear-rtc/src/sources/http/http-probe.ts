import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { basicAuthorization, credentialsOf, digestAuthorization } from './http-credentials.js';

/** Response to a request without a byte range. */
export interface HttpProbeResult {
  /** URL after redirects, with the credentials of the request. */
  readonly url: string;
  readonly status: number;
  /** Media type in lower case, without parameters; empty if the server states none. */
  readonly contentType: string;
  /** `Content-Length` in bytes. */
  readonly lengthBytes: number | undefined;
  /** `Retry-After`: seconds or a date. */
  readonly retryAfter: string | undefined;
  readonly authentication: Authentication;
  /** The first bytes of the body. */
  readonly start: Buffer;
}

/** Why there is no response, as a clause that completes "could not be reached". */
export interface HttpProbeFailure {
  readonly reason: string;
}

/** Settings of a probe. */
export interface HttpProbeOptions {
  readonly method: 'GET' | 'HEAD';
  readonly timeoutMs: number;
  /** Additional header lines in FFmpeg's format, each ended by CR LF. */
  readonly headerLines?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** FFmpeg's own limit. */
const MAX_REDIRECTS = 8;

/** Enough to distinguish a playlist, a web page and a JPEG. */
const MAX_START_BYTES = 4096;

/** A live stream never ends: use what has arrived by then. */
const BODY_START_TIMEOUT_MS = 500;

/** Lengths that cameras state for an endless stream: the largest 31-, 32- and 63-bit numbers. */
const ENDLESS_LENGTHS = new Set([2_147_483_647, 2_147_483_648, 4_294_967_295]);
const MAX_LENGTH_BYTES = 1e14;

/** Some servers accept known players only; this is FFmpeg's. */
const USER_AGENT = 'Lavf/62.0.100';

/**
 * Requests the beginning of a resource to learn what FFmpeg does not report: the exact status, media type and length.
 *
 * Follows redirects to `http` and `https` only. Certificates are not verified, as in FFmpeg.
 */
export async function probeHttp(
  url: string,
  options: HttpProbeOptions,
): Promise<HttpProbeResult | HttpProbeFailure> {
  const timeout = AbortSignal.timeout(Math.max(1, options.timeoutMs));
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  let address = url;
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const { response, authentication } = await sendWithCredentials(address, options, signal);
      try {
        const { statusCode: status = 0, headers } = response;
        if (status < 300 || status >= 400 || headers.location === undefined)
          return { ...(await toAnswer(address, response, signal)), authentication };
        const target = new URL(headers.location, address);
        if (!/^https?:$/.test(target.protocol))
          return { reason: `the server redirects to "${target.protocol}", which is not followed` };
        address = withCredentialsOf(address, target);
      } finally {
        response.destroy();
      }
    }
    return { reason: 'the server redirects in a loop' };
  } catch (error) {
    return { reason: reasonOf(error, timeout.aborted, address) };
  }
}

/** How the server requested credentials: not at all, without naming a scheme, or by Basic or Digest. */
export type Authentication = 'none' | 'unnamed' | 'basic' | 'digest';

/** Sends the password only when challenged, and never in plain text to a server that offers Digest. */
async function sendWithCredentials(
  url: string,
  options: HttpProbeOptions,
  signal: AbortSignal,
): Promise<{ readonly response: IncomingMessage; readonly authentication: Authentication }> {
  const first = await send(url, options, signal);
  const credentials = credentialsOf(url);
  if (first.statusCode !== 401 || credentials === undefined)
    return { response: first, authentication: 'none' };
  const challenge = first.headers['www-authenticate'] ?? '';
  const { pathname, search } = new URL(url);
  const digest = digestAuthorization(challenge, options.method, pathname + search, credentials);
  if (digest === undefined && /\bDigest\b/i.test(challenge) && !/\bBasic\b/i.test(challenge))
    return { response: first, authentication: 'digest' };
  first.destroy();
  const response = await send(url, options, signal, digest ?? basicAuthorization(credentials));
  if (digest !== undefined) return { response, authentication: 'digest' };
  return { response, authentication: challenge === '' ? 'unnamed' : 'basic' };
}

function send(
  url: string,
  options: HttpProbeOptions,
  signal: AbortSignal,
  authorization?: string,
): Promise<IncomingMessage> {
  const target = new URL(url);
  const { protocol, host } = target;
  // Node would otherwise send them unasked.
  target.username = target.password = '';
  const own = Object.fromEntries(
    [...(options.headerLines ?? '').matchAll(/^([^:\r\n]+):[ \t]*(.*?)\r?$/gm)].map((line) => line.slice(1)),
  ) as Record<string, string>;
  const requestOptions: RequestOptions & { rejectUnauthorized: boolean } = {
    method: options.method,
    agent: false,
    signal,
    // Responses of old cameras often violate HTTP syntax.
    insecureHTTPParser: true,
    rejectUnauthorized: false,
    headers: {
      Host: host,
      'User-Agent': USER_AGENT,
      Accept: '*/*',
      Connection: 'close',
      ...own,
      ...(authorization !== undefined && { Authorization: authorization }),
    },
  };
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)(target, requestOptions, resolve);
    request.once('error', reject);
    request.end();
  });
}

async function toAnswer(
  url: string,
  response: IncomingMessage,
  signal: AbortSignal,
): Promise<Omit<HttpProbeResult, 'authentication'>> {
  const { headers, statusCode: status = 0 } = response;
  const length = Number(headers['content-length'] ?? Number.NaN);
  return {
    url,
    status,
    contentType: (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    lengthBytes:
      length >= 0 && !ENDLESS_LENGTHS.has(length) && length < MAX_LENGTH_BYTES ? length : undefined,
    retryAfter: headers['retry-after'],
    start: await startOf(response, signal),
  };
}

function startOf(response: IncomingMessage, signal: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const timer = setTimeout(finish, BODY_START_TIMEOUT_MS);
    response.on('data', (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size >= MAX_START_BYTES) finish();
    });
    for (const event of ['end', 'close', 'error']) response.once(event, finish);
    signal.addEventListener('abort', finish, { once: true });
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve(Buffer.concat(pieces).subarray(0, MAX_START_BYTES));
    }
  });
}

/** As in browsers, another host does not receive the password. */
function withCredentialsOf(from: string, target: URL): string {
  const { username, password, host } = new URL(from);
  if (target.host === host && target.username === '') {
    target.username = username;
    target.password = password;
  }
  return target.href;
}

function reasonOf(error: unknown, timedOut: boolean, url: string): string {
  if (timedOut) return 'the server accepts the connection, but does not respond';
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `there is no host "${new URL(url).hostname}"`;
  if (code === 'ECONNREFUSED') return 'it refuses the connection';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the server closes the connection without a response';
  if (code.startsWith('HPE_')) return 'it is not an HTTP server';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return 'it does not support TLS';
  return `the request failed (${code || 'unknown error'})`;
}
