import { readFileSync } from 'node:fs';

/**
 * How long the main thread of this process has waited for a processor so far, in milliseconds, while others had them: time in
 * which it could do nothing, whatever it had to do. 0 where the system does not count it.
 */
export function processorWaitMs(): number {
  try {
    // Linux: nanoseconds of running and of waiting, and the number of slices.
    const [, waitNs] = readFileSync('/proc/self/schedstat', 'utf8').split(' ');
    return Number(waitNs) / 1e6;
  } catch {
    return 0;
  }
}
