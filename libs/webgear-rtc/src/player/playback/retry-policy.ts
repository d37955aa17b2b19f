import type { PlayerState } from '../webgear-player.interface.js';
import type { Failure, FirewallRule, StateReason } from './playback.interface.js';

/** Access may be granted, or the stream added, meanwhile. */
const REFUSED_RETRY_MS = 30_000;
const FULL_RETRY_MS = 5000;
/** Statuses of a proxy whose upstream server is down. */
const GATEWAY_STATUSES = new Set([502, 503, 504]);

/** State to show after a failure, and when to retry. */
export interface RetryPolicy {
  readonly state: PlayerState;
  /** What viewers are told more than the state. */
  readonly reason?: StateReason;
  /** The server's message, if it is written for viewers. */
  readonly detail?: string;
  /** What keeps the media from arriving. */
  readonly firewall?: FirewallRule | undefined;
  /** Delay before the next attempt; exponential back-off if `undefined`. */
  readonly retryAfterMs?: number | undefined;
  /** Whether another attempt would fail in the same way. */
  readonly isHopeless?: boolean;
  /** Whether there is no attempt until the viewer asks for one or returns to the page. */
  readonly isFinal?: boolean;
}

/** Maps a failure to the state to show and the delay before the next attempt. */
export function retryPolicyFor(failure: Failure): RetryPolicy {
  if (failure.kind === 'unreachable') return { state: 'offline' };
  if (failure.kind === 'unsupported') return { state: 'blocked', reason: 'unsupported', isHopeless: true };
  const { status, code, message, retryAfterSeconds } = failure;
  const retryAfterMs = retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000;
  // Regardless of the status: another attempt would replace the window that plays now.
  if (code.endsWith('_REPLACED') || (status === 409 && code === '')) return { state: 'replaced' };
  if (code === 'WGR_TOO_MANY_PEERS' || status === 429) {
    return { state: 'full', retryAfterMs: retryAfterMs ?? FULL_RETRY_MS };
  }
  // The offer has no codec that this server supports: neither H.264 nor VP8.
  if (code === 'WGR_SDP_UNSUPPORTED') return { state: 'blocked', reason: 'unsupported', isHopeless: true };
  // Messages of host guards are written for programs; those of the module's own errors for viewers.
  const detail = code.startsWith('WGR_') ? message : '';
  // Without credentials every attempt fails alike, and counts as a wrong password where the host counts.
  if (status === 401) return { state: 'refused', reason: 'sign-in', detail, isFinal: true };
  if (status === 404 || status === 410)
    return { state: 'refused', reason: 'not-found', detail, retryAfterMs: REFUSED_RETRY_MS };
  if (status >= 400 && status < 500)
    return { state: 'refused', detail, retryAfterMs: retryAfterMs ?? REFUSED_RETRY_MS };
  // The proxy answers, and the server behind it does not.
  if (GATEWAY_STATUSES.has(status) && code === '') return { state: 'offline', retryAfterMs };
  return { state: 'offline', reason: 'server-problem', detail, retryAfterMs };
}
