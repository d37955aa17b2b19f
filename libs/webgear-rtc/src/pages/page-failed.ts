import { WebGearRtcError } from '../errors/webgear-rtc.error.js';

/** Whatever went wrong on the way to a page, as an error of ours, which our own error pages answer. */
export function pageFailed(cause: unknown): WebGearRtcError {
  if (cause instanceof WebGearRtcError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WebGearRtcError('WGR_PAGE_FAILED', { reason }, { cause });
}
