import { STATUS_CODES } from 'node:http';

const ENCODE = 'encode / ? # @ % and blank in them as %2F %3F %23 %40 %25 %20';

/** An HTTP status as a reason, and what the user can do about it, as a sentence. */
export function explainStatus(
  status: number,
  hasCredentials: boolean,
  retryAfter?: string,
): { readonly reason: string; readonly remedy: string } {
  return {
    reason: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    remedy: remedyFor(status, hasCredentials, retryAfter),
  };
}

function remedyFor(status: number, hasCredentials: boolean, retryAfter: string | undefined): string {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return hasCredentials
        ? `Check user name and password; ${ENCODE}`
        : 'It requires user name and password, as in scheme://user:password@host/path, or its address has expired';
    case 404:
      return 'Check the path of the address; the host is right';
    case 410:
      return 'It was removed: ask its owner for a new address';
    case 429:
    case 503:
      return `It is overloaded or has too many viewers${retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`}; let fewer programs read it`;
    default:
      return status >= 500
        ? 'The server has failed: see its log'
        : 'Check the address and, if required, user name and password';
  }
}
