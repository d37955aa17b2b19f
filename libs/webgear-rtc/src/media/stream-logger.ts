/** Where a stream writes what an operator should know. Nest's `Logger` is one. */
export interface StreamLogger {
  /** A step of interest to those who look for a fault. */
  debug?(message: string): void;
  /** Something happened that is worth one line. */
  log(message: string): void;
  /** Something went wrong and the stream helps itself. */
  warn(message: string): void;
  /**
   * Something went wrong that takes a person to mend.
   *
   * @param stack where, for an error that the application's code has thrown
   */
  error(message: string, stack?: string): void;
}
