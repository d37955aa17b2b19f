import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ViewPermission } from '../../options/access-options.interface.js';

const longestId = 256;

/**
 * The permission that a decision of the application gives. Whatever is not clearly a permission is none.
 *
 * @throws WebGearRtcError `WGR_ACCESS_DENIED`, `WGR_SIGN_IN_REQUIRED`; `WGR_AUTHORIZE_FAILED` for what is no decision
 */
export function readDecision(decision: unknown, nowMs: number): ViewPermission {
  if (decision === true) return {};
  if (decision === false) throw denied();
  if (typeof decision !== 'object' || decision === null) {
    throw failed(`it returned ${decision === null ? 'null' : typeof decision}`);
  }
  const { allow, status, message, viewer, maxRung, expiresAt } = decision as Readonly<
    Record<string, unknown>
  >;
  if (allow === false) {
    throw denied(
      status === 401 ? 401 : 403,
      typeof message === 'string' && message !== '' ? message : undefined,
    );
  }
  if (allow !== true) throw failed('"allow" is neither true nor false');
  if (viewer !== undefined && !isIdentity(viewer)) {
    throw failed(`"viewer" has no "id" that is a text of 1 to ${longestId} characters`);
  }
  if (maxRung !== undefined && (typeof maxRung !== 'string' || maxRung === '')) {
    throw failed('"maxRung" is not the name of a rung');
  }
  const isTime = typeof expiresAt === 'number' || expiresAt instanceof Date;
  if (expiresAt !== undefined && !(isTime && !Number.isNaN(Number(expiresAt)))) {
    throw failed('"expiresAt" is neither a Date nor milliseconds since 1970');
  }
  // A permission that has ended is none.
  if (isTime && Number(expiresAt) <= nowMs) throw denied();
  return {
    ...(viewer !== undefined && { viewer: viewer as NonNullable<ViewPermission['viewer']> }),
    ...(maxRung !== undefined && { maxRung: maxRung as string }),
    ...(isTime && { expiresAt }),
  };
}

/** The error for a function that fails, or returns what is no decision. */
export function failed(reason: string, cause?: unknown): WebGearRtcError<'WGR_AUTHORIZE_FAILED'> {
  return new WebGearRtcError('WGR_AUTHORIZE_FAILED', { reason }, { cause });
}

function denied(status = 403, message?: string): WebGearRtcError {
  return new WebGearRtcError(status === 401 ? 'WGR_SIGN_IN_REQUIRED' : 'WGR_ACCESS_DENIED', { message });
}

/** Whether something can be a viewer's identity. */
export function isIdentity(viewer: unknown): boolean {
  const { id } = (viewer ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' && id.length >= 1 && id.length <= longestId;
}
