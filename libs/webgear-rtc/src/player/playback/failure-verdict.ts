import type { PlayerState } from '../webgear-player.interface.js';
import type { Failure } from './playback.interface.js';

/** A door that is shut: somebody may log in in another tab meanwhile. */
const REFUSED_RETRY_MS = 30_000;
const FULL_RETRY_MS = 5000;
/** Answers of a proxy whose server is not there. */
const GATEWAY_STATUSES = new Set([502, 503, 504]);

/** What a failure means for a viewer. */
export interface FailureVerdict {
  readonly state: PlayerState;
  /** The server's words where the state has none as good. */
  readonly detail?: string;
  /** When to try again; longer and longer waits when left out. */
  readonly retryAfterMs?: number | undefined;
  /** Whether another try would end the same. */
  readonly isHopeless?: boolean;
}

/** What a failure means for a viewer. */
export function verdictOn(failure: Failure): FailureVerdict {
  if (failure.kind === 'unreachable') return { state: 'offline' };
  if (failure.kind === 'unsupported') return { state: 'blocked', isHopeless: true };
  const { status, code, message, retryAfterSeconds } = failure;
  const retryAfterMs = retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000;
  // Whatever the status: a later attempt would take the place from the window that has it now.
  if (code.endsWith('_REPLACED') || (status === 409 && code === '')) return { state: 'replaced' };
  if (code === 'WGR_TOO_MANY_PEERS' || status === 429) {
    return { state: 'full', retryAfterMs: retryAfterMs ?? FULL_RETRY_MS };
  }
  // Nothing in the offer that this server can serve: no H.264 and no VP8.
  if (code === 'WGR_SDP_UNSUPPORTED') return { state: 'blocked', isHopeless: true };
  // The words of a guard are made for programs; those of the module's own errors for people.
  const words = code.startsWith('WGR_') ? message : '';
  if (status === 401)
    return { state: 'refused', detail: words || 'Sign in to watch.', retryAfterMs: REFUSED_RETRY_MS };
  if (status === 404 || status === 410)
    return { state: 'refused', detail: 'There is no such stream.', retryAfterMs: REFUSED_RETRY_MS };
  if (status >= 400 && status < 500)
    return { state: 'refused', detail: words, retryAfterMs: retryAfterMs ?? REFUSED_RETRY_MS };
  const isGateway = GATEWAY_STATUSES.has(status);
  return { state: 'offline', detail: words || (isGateway ? '' : 'The server has a problem.'), retryAfterMs };
}
