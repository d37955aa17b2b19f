const LONGEST_CLOSE_MS = 1800;
const EXIT_CODE_INTERRUPTED = 130;

/**
 * Ends the process in order on SIGINT and SIGTERM, with exit code 0.
 *
 * Nest's own shutdown hooks end with the signal itself, which a service manager reports as a crash.
 */
export function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const onSignal = (): void => {
    // Somebody who presses Ctrl+C twice does not want to wait.
    if (closing) process.exit(EXIT_CODE_INTERRUPTED);
    closing = true;
    setTimeout(() => {
      process.stderr.write('webgear-rtc: something would not close in time\n');
      process.exit(1);
    }, LONGEST_CLOSE_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`webgear-rtc: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
}
