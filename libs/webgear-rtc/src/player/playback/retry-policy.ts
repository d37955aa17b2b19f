import type { PlayerState } from '../webgear-player.interface.js';
import type { Failure } from './playback.interface.js';

/** The viewer may sign in in another tab meanwhile. */
const REFUSED_RETRY_MS = 30_000;
const FULL_RETRY_MS = 5000;
/** Statuses of a proxy whose upstream server is down. */
const GATEWAY_STATUSES = new Set([502, 503, 504]);

/** State to show after a failure, and when to retry. */
export interface RetryPolicy {
  readonly state: PlayerState;
  /** The server's message, if it is more specific than the text of the state. */
  readonly detail?: string;
  /** Delay before the next attempt; exponential back-off if `undefined`. */
  readonly retryAfterMs?: number | undefined;
  /** Whether another attempt would fail in the same way. */
  readonly isHopeless?: boolean;
}

/** Maps a failure to the state to show and the delay before the next attempt. */
export function retryPolicyFor(failure: Failure): RetryPolicy {
  if (failure.kind === 'unreachable') return { state: 'offline' };
  if (failure.kind === 'unsupported') return { state: 'blocked', isHopeless: true };
  const { status, code, message, retryAfterSeconds } = failure;
  const retryAfterMs = retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000;
  // Regardless of the status: another attempt would replace the window that plays now.
  if (code.endsWith('_REPLACED') || (status === 409 && code === '')) return { state: 'replaced' };
  if (code === 'WGR_TOO_MANY_PEERS' || status === 429) {
    return { state: 'full', retryAfterMs: retryAfterMs ?? FULL_RETRY_MS };
  }
  // The offer has no codec that this server supports: neither H.264 nor VP8.
  if (code === 'WGR_SDP_UNSUPPORTED') return { state: 'blocked', isHopeless: true };
  // Messages of host guards are written for programs; those of the module's own errors for viewers.
  const text = code.startsWith('WGR_') ? message : '';
  if (status === 401)
    return { state: 'refused', detail: text || 'Sign in to watch.', retryAfterMs: REFUSED_RETRY_MS };
  if (status === 404 || status === 410)
    return { state: 'refused', detail: 'There is no such stream.', retryAfterMs: REFUSED_RETRY_MS };
  if (status >= 400 && status < 500)
    return { state: 'refused', detail: text, retryAfterMs: retryAfterMs ?? REFUSED_RETRY_MS };
  const isGateway = GATEWAY_STATUSES.has(status);
  return { state: 'offline', detail: text || (isGateway ? '' : 'The server has a problem.'), retryAfterMs };
}
