import type { LogLevel } from '@nestjs/common';
import { setting } from './option-schema.js';
import { flag, oneOf } from './option-values.js';

/** What is logged, and what of it clients are told. */
export const loggingSettings = {
  logLevel: setting(oneOf(['fatal', 'error', 'warn', 'log', 'debug', 'verbose']), {
    flag: {
      value: '<level>',
      help: 'what is printed: fatal, error, warn, log, debug or verbose',
      otherwise: 'warn',
      group: 'program',
    },
  }),
  exposeErrors: setting(flag, {
    flag: { help: 'tell browsers what went wrong on the server', group: 'program' },
  }),
  logging: setting(flag, {
    default: false,
    flag: { short: '-l', help: 'both: --log-level verbose --expose-errors', group: 'program' },
  }),
};

/** What holds of `logLevel` and `exposeErrors`; VidGear's `logging` means both, as far as they are not stated themselves. */
export function resolveLogging(stated: {
  readonly logLevel?: LogLevel | undefined;
  readonly exposeErrors?: boolean | undefined;
  readonly logging: boolean;
}): { readonly logLevel: LogLevel; readonly exposeErrors: boolean } {
  return {
    logLevel: stated.logLevel ?? (stated.logging ? 'verbose' : 'debug'),
    exposeErrors: stated.exposeErrors ?? stated.logging,
  };
}
