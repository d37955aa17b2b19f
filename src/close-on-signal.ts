import { ExitCode } from './exit-codes.js';

const LONGEST_CLOSE_MS = 1800;

/**
 * Ends the process in order on SIGINT, SIGTERM and SIGHUP (a terminal that closes), with exit code 0.
 *
 * Nest's own shutdown hooks end with the signal itself, which a service manager reports as a crash.
 */
export function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const onSignal = (): void => {
    // Somebody who presses Ctrl+C twice does not want to wait.
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
