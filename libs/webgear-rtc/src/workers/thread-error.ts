import type { WebGearRtcErrorCode } from '../errors/error-registry.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';

/** An error on its way to another thread, where a copy of it would have forgotten its class. */
export type ThreadError =
  | { readonly code: WebGearRtcErrorCode; readonly detail: unknown }
  | { readonly code: undefined; readonly reason: string };

/** Takes an error apart. */
export function toThreadError(error: unknown): ThreadError {
  if (error instanceof WebGearRtcError) return { code: error.code, detail: error.detail };
  return { code: undefined, reason: error instanceof Error ? error.message : String(error) };
}

/** Makes an error of its parts; `WGR_WORKER_FAILED` of one that was not meant to be. */
export function fromThreadError(error: ThreadError): WebGearRtcError {
  return error.code === undefined
    ? new WebGearRtcError('WGR_WORKER_FAILED', { reason: error.reason, retryAfterSeconds: 1 })
    : new WebGearRtcError(error.code, error.detail as never);
}
