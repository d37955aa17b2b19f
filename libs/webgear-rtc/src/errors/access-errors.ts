import { define, ended, tryAgainIn, type Reason, type Retry } from './error-definition.js';

/** Errors of viewers who may not watch, or not now. Their messages are shown to viewers. */
export const accessErrors = {
  WGR_ACCESS_DENIED: define(403, ({ message }: Stated) => [
    message === undefined ? 'You may not watch this stream.' : ended(message),
    '',
  ]),
  WGR_SIGN_IN_REQUIRED: define(401, ({ message }: Stated) => [
    message === undefined ? 'Sign in to watch.' : ended(message),
    '',
  ]),
  WGR_AUTHORIZE_FAILED: define(500, ({ reason }: Reason) => [
    `The option "authorize" failed, and the request was refused: ${ended(reason)}`,
    'Return true, false, or { allow: … }.',
  ]),
  WGR_LINK_INVALID: define(403, () => ['This link is not valid.', 'Ask for a new one.']),
  WGR_LINK_EXPIRED: define(403, () => ['This link has expired.', 'Ask for a new one.']),
  WGR_VIEWER_KICKED: define(403, ({ reason, retryAfterSeconds }: Kicked) => [
    ended(
      reason === undefined
        ? 'The operator has ended your session'
        : `The operator has ended your session: ${reason}`,
    ),
    retryAfterSeconds === undefined ? '' : tryAgainIn({ retryAfterSeconds }),
  ]),
  WGR_TOO_MANY_VIEWERS: define(429, ({ of, limit, ...retry }: Retry & { of: Counted; limit: number }) => [
    of === 'address'
      ? `The limit of ${limit} viewers of one network is reached.`
      : `The limit of ${limit} sessions of one viewer is reached.`,
    tryAgainIn(retry),
  ]),
  WGR_TOO_MANY_JOINS: define(429, (retry: Retry) => [
    'There were too many attempts to watch.',
    tryAgainIn(retry),
  ]),
} as const;

/** What a limit counts by. */
export type Counted = 'address' | 'viewer';

/** What the application says. */
export interface Stated {
  /** What the application says to the viewer. */
  message?: string | undefined;
}

/** Why a viewer was removed, and for how long. */
export interface Kicked {
  reason: string | undefined;
  /** When it may return; `undefined` when it may whenever its viewer asks for it. */
  retryAfterSeconds: number | undefined;
}
