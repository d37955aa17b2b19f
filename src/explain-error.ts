import type { Setting } from './command-line/collect-settings.js';
import { ExitCode, UsageError } from './process-exit.js';

/** What the user reads about an error, and how the process ends. */
export interface Explanation {
  readonly message: string;
  readonly exitCode: number;
}

interface AnyError {
  readonly code?: string;
  readonly message?: string;
  readonly port?: number;
  readonly detail?: { readonly field?: string };
}

/**
 * Says in one line what went wrong and what to do.
 *
 * Codes are compared as text, because the class of the library's errors is loaded only with the server.
 */
export function explainError(
  error: unknown,
  settings: ReadonlyMap<string, Setting> = new Map(),
): Explanation {
  const { code, message = String(error), port, detail } = (error ?? {}) as AnyError;
  if (error instanceof UsageError) return { message: withoutSecrets(message), exitCode: ExitCode.usage };
  if (code === 'WGR_OPTION_INVALID' || code === 'WGR_OPTION_UNKNOWN') {
    // `streams.front.framerate` and `mounts[0].path` were stated as `streams` and `mounts`.
    const origin = settings.get(detail?.field?.split(/[.[]/)[0] ?? '')?.origin;
    return { message: origin === undefined ? message : `${message} (${origin})`, exitCode: ExitCode.usage };
  }
  const ways: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is in use by another program. Choose another one with --port.`,
    EACCES: `Port ${port} needs more rights. Choose one above 1023 with --port.`,
    EADDRNOTAVAIL: 'The address after --ipaddress is not one of this machine.',
    ENOTFOUND: 'The address after --ipaddress is no IP address and no name of this machine.',
  };
  return { message: ways[code ?? ''] ?? message, exitCode: ExitCode.failure };
}

/** A value that was stated may be an address in the wrong place: its account and the secrets in its query are not repeated. */
function withoutSecrets(message: string): string {
  return message
    .replaceAll(/:\/\/[^"\r\n]*@/g, '://***@')
    .replaceAll(/([?&;][^=&;"]*(?:pass|pwd|token|secret|key|auth|sig)[^=&;"]*=)[^&;"\r\n]*/gi, '$1***');
}
