import { probeHttp } from './http-probe.js';

/** Some live-video servers never answer `HEAD`. */
const HEAD_TIMEOUT_MS = 500;

/** The stream is open by then, and its viewer waits. */
const GET_TIMEOUT_MS = 1000;

/**
 * The `Content-Length` of an address, if the server states one: a recording has a length, a live stream has none.
 *
 * Tries `HEAD` first, since some cameras serve one reader at a time. Asks the server once.
 */
export function contentLengthOf(url: string, headerLines?: string): () => Promise<number | undefined> {
  let asked: Promise<number | undefined> | undefined;
  return () => (asked ??= ask(url, headerLines));
}

async function ask(url: string, headerLines: string | undefined): Promise<number | undefined> {
  const head = await probeHttp(url, { method: 'HEAD', timeoutMs: HEAD_TIMEOUT_MS, headerLines });
  if ('status' in head && head.status < 300) return head.lengthBytes;
  const got = await probeHttp(url, { method: 'GET', timeoutMs: GET_TIMEOUT_MS, headerLines });
  return 'status' in got && got.status < 300 ? got.lengthBytes : undefined;
}
