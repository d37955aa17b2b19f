import { STATUS_CODES } from 'node:http';

const ENCODE = 'the characters / ? # @ % and blank in them are written %2F %3F %23 %40 %25 %20';

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
        : 'It wants user name and password, as in scheme://user:password@host/path, or its address has expired';
    case 404:
      return 'Check the address: the host is right, the path behind it is not';
    case 410:
      return 'It is gone for good: ask its owner for the new address';
    case 429:
    case 503:
      return `It is overloaded or has too many viewers${retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`}; let fewer programs read it`;
    default:
      return status >= 500
        ? 'The fault is at the server: look into its log'
        : 'Check the address and, where it needs them, user name and password';
  }
}
