import type { WebGearRtcErrorCode } from '../errors/error-registry.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';

/** An error for another thread: a structured clone of an error loses its class. */
export type ThreadError =
  | { readonly code: WebGearRtcErrorCode; readonly detail: unknown }
  | { readonly code: undefined; readonly reason: string };

/** What to send of an error. */
export function toThreadError(error: unknown): ThreadError {
  if (error instanceof WebGearRtcError) return { code: error.code, detail: error.detail };
  return { code: undefined, reason: error instanceof Error ? error.message : String(error) };
}

/** The error that was sent; `WGR_WORKER_FAILED` for one without a code. */
export function fromThreadError(error: ThreadError): WebGearRtcError {
  return error.code === undefined
    ? new WebGearRtcError('WGR_WORKER_FAILED', { reason: error.reason, retryAfterSeconds: 1 })
    : new WebGearRtcError(error.code, error.detail as never);
}
