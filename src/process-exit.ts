const LONGEST_CLOSE_MS = 1800;

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

/**
 * Ends the process in order on SIGINT, SIGTERM and SIGHUP (a terminal that closes), with exit code 0.
 *
 * Nest's own shutdown hooks end with the signal itself, which a service manager reports as a crash.
 */
export function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const onSignal = (): void => {
    // A second Ctrl+C means that the user does not want to wait.
    if (closing) process.exit(ExitCode.interrupted);
    closing = true;
    setTimeout(() => {
      process.stderr.write('webgear-rtc: something would not close in time\n');
      process.exit(ExitCode.failure);
    }, LONGEST_CLOSE_MS).unref();
    close().then(
      () => process.exit(ExitCode.ok),
      (error: unknown) => {
        process.stderr.write(`webgear-rtc: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(ExitCode.failure);
      },
    );
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
}

/** Ends the process without a stack trace when the reader of its output goes away, as in `webgear-rtc | head -1`. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ExitCode.outputClosed);
  });
}
