/** How the process ends. `docs/reference/command-line.md` and `--help` promise these numbers. */
export const ExitCode = {
  /** Ended on request. */
  ok: 0,
  /** Could not start or go on. */
  failure: 1,
  /** The command line or the config file is wrong, as with shells and GNU tools. */
  usage: 2,
  /** Ended in a hurry by a second Ctrl+C: 128 and the number of SIGINT. */
  interrupted: 130,
  /** Nothing reads its output any more: 128 and the number of SIGPIPE. */
  outputClosed: 141,
} as const;

/**
 * A command line or config file that cannot be used, which ends the process with {@link ExitCode.usage}. Its message is one
 * line for the user.
 */
export class UsageError extends Error {}
