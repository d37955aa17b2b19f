import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { rightUser } from './secrets.js';
import { clipSeconds } from './generated-inputs.js';

/** A request for a file, and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The file that is meant; it need not be there. */
  readonly path: string;
}

type Handler = (exchange: Exchange) => Promise<void>;

/** What the table knows how to do, by the first part of the path. */
export type HttpBehaviour = keyof typeof httpBehaviours;

const realm = 'matrix';
const nonce = 'c0ffee';

/** The whole file or the part that is asked for. */
async function withRanges(
  { request, response, path }: Exchange,
  headers: OutgoingHttpHeaders = {},
): Promise<void> {
  const bytes = await readFile(path);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to ? Math.min(Number(to), bytes.length - 1) : bytes.length - 1;
  if (start >= bytes.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
    return;
  }
  response.writeHead(from === undefined ? 200 : 206, {
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start + 1,
    ...(from !== undefined && { 'Content-Range': `bytes ${start}-${end}/${bytes.length}` }),
    ...headers,
  });
  response.end(bytes.subarray(start, end + 1));
}

/** The whole file, whatever part is asked for. */
async function whole({ response, path }: Exchange, headers: OutgoingHttpHeaders = {}): Promise<void> {
  const bytes = await readFile(path);
  response.writeHead(200, { 'Content-Length': bytes.length, ...headers }).end(bytes);
}

/** Refuses every request for a part. */
const refusingRanges =
  (status: number): Handler =>
  async (exchange) => {
    if (exchange.request.headers.range === undefined) return whole(exchange);
    exchange.response.writeHead(status, { 'Content-Length': 0 }).end();
  };

/** Sends the file in as many seconds as it shows, in pieces without a stated length. */
async function inRealTime({ response, path }: Exchange): Promise<void> {
  const bytes = await readFile(path);
  response.writeHead(200);
  const pieces = Math.round(clipSeconds * 25);
  const size = Math.ceil(bytes.length / pieces);
  for (let start = 0; start < bytes.length && !response.destroyed; start += size) {
    response.write(bytes.subarray(start, start + size));
    await sleep(40);
  }
  response.end();
}

async function withoutLength({ response, path }: Exchange): Promise<void> {
  const bytes = await readFile(path);
  response.writeHead(200);
  response.write(bytes.subarray(0, 1000));
  response.end(bytes.subarray(1000));
}

const status =
  (code: number, headers: OutgoingHttpHeaders = {}): Handler =>
  async ({ response }) =>
    void response.writeHead(code, { 'Content-Type': 'text/plain', ...headers }).end(`status ${code}`);

async function basic(exchange: Exchange): Promise<void> {
  const wanted = `Basic ${Buffer.from(rightUser).toString('base64')}`;
  if (exchange.request.headers.authorization === wanted) await withRanges(exchange);
  else await status(401, { 'WWW-Authenticate': `Basic realm="${realm}"` })(exchange);
}

async function digest(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const given = request.headers.authorization ?? '';
  const field = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(given)?.[1] ?? '';
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const [user = '', password = ''] = rightUser.split(':');
  const proof = [field('nc'), field('cnonce'), field('qop')].join(':');
  const wanted = md5(
    `${md5(`${user}:${realm}:${password}`)}:${nonce}:${proof}:${md5(`${request.method}:${field('uri')}`)}`,
  );
  if (given.startsWith('Digest') && field('response') === wanted) await withRanges(exchange);
  else
    await status(401, {
      'WWW-Authenticate': `Digest realm="${realm}", nonce="${nonce}", qop="auth", algorithm=MD5`,
    })(exchange);
}

/** Ends the connection in the middle of the file, each time. */
async function closingEarly({ response, path }: Exchange): Promise<void> {
  const bytes = await readFile(path);
  response.writeHead(200, { 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () =>
    setTimeout(() => response.destroy(), 100),
  );
}

/** Takes the request and never answers. */
async function silent(): Promise<void> {
  // Nothing is what it is for.
}

/** When each broadcast began: with its first request. */
const broadcastStarts = new Map<string, number>();

/**
 * Segments in the window of a broadcast: a live playlist holds three target durations at least (RFC 8216, 6.2.2), which are
 * whole seconds, and players read it once in each.
 */
const windowSegments = 8;

/** A playlist as it is some time into the broadcast; and the segments. */
async function window(exchange: Exchange): Promise<void> {
  const { response, path } = exchange;
  if (!path.endsWith('.m3u8')) return withRanges(exchange);
  const nowMs = performance.now();
  const startMs = broadcastStarts.get(path) ?? nowMs;
  broadcastStarts.set(path, startMs);
  const playlist = await readFile(path, 'utf8');
  const entries = [...playlist.matchAll(/^#EXTINF:([\d.]+),\n(.+)$/gm)];
  const segmentMs = 1000 * Number(entries[0]?.[1] ?? 1);
  const first = Math.min(Math.floor((nowMs - startMs) / segmentMs), entries.length - windowSegments);
  const head = playlist
    .slice(0, playlist.indexOf('#EXTINF'))
    .replace(/#EXT-X-MEDIA-SEQUENCE:\d+/, `#EXT-X-MEDIA-SEQUENCE:${first}`);
  const shown = entries.slice(first, first + windowSegments).map(([entry]) => entry);
  response
    .writeHead(200, { 'Content-Type': 'application/vnd.apple.mpegurl' })
    .end(`${head}${shown.join('\n')}\n`);
}

/** Every way in which servers on the network differ. */
export const httpBehaviours = {
  ranges: withRanges,
  'no-ranges': (exchange: Exchange) => whole(exchange),
  'no-ranges-said': (exchange: Exchange) => whole(exchange, { 'Accept-Ranges': 'none' }),
  'refuses-ranges-416': refusingRanges(416),
  'refuses-ranges-406': refusingRanges(406),
  'refuses-ranges-400': refusingRanges(400),
  'refuses-ranges-501': refusingRanges(501),
  chunked: withoutLength,
  'real-time': inRealTime,
  redirect: async ({ request, response }: Exchange) =>
    void response.writeHead(302, { Location: (request.url ?? '').replace('/redirect/', '/ranges/') }).end(),
  'redirect-307': async ({ request, response }: Exchange) =>
    void response
      .writeHead(307, { Location: (request.url ?? '').replace('/redirect-307/', '/ranges/') })
      .end(),
  'redirect-loop': async ({ request, response }: Exchange) =>
    void response.writeHead(302, { Location: request.url }).end(),
  basic,
  digest,
  'as-text': (exchange: Exchange) => withRanges(exchange, { 'Content-Type': 'text/plain' }),
  'as-bytes': (exchange: Exchange) => withRanges(exchange, { 'Content-Type': 'application/octet-stream' }),
  'as-html': (exchange: Exchange) => withRanges(exchange, { 'Content-Type': 'text/html' }),
  'as-image': (exchange: Exchange) => withRanges(exchange, { 'Content-Type': 'image/jpeg' }),
  'status-401': status(401, { 'WWW-Authenticate': `Basic realm="${realm}"` }),
  'status-403': status(403),
  'status-404': status(404),
  'status-410': status(410),
  'status-429': status(429),
  'status-500': status(500),
  'status-503': status(503),
  'closes-early': closingEarly,
  'closes-at-once': async ({ response }: Exchange) => void response.destroy(),
  silent,
  window,
  page: async ({ response }: Exchange) =>
    void response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end('<!doctype html><title>Log in</title><p>Log in first.'),
  empty: async ({ response }: Exchange) => void response.writeHead(200, { 'Content-Length': 0 }).end(),
  garbage: async ({ response }: Exchange) =>
    void response
      .writeHead(200, { 'Content-Type': 'video/mp4' })
      .end(Buffer.alloc(60_000, 'no video in here ')),
} as const satisfies Record<string, Handler>;
