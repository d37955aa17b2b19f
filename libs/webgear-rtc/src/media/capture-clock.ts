/**
 * Where "now" comes from: the process's clock in production, a virtual one in tests.
 */
export interface CaptureClock {
  /** Microseconds since an arbitrary start; never goes back. */
  nowUs(): number;
  /** Resolves after `delayMs`, at once when the signal is already aborted; never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
