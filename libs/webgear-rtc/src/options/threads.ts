import { availableParallelism } from 'node:os';
import type { OptionRule } from './option-rule.js';
import { invalidOption } from './validate-options.js';

const mostThreads = 64;
const lastPort = 65_535;

/** How many threads may serve viewers. */
export const threadCount: OptionRule = {
  rule: 'must be a number of threads, or whether there are any',
  allowed: `true, false, 0 to ${mostThreads}`,
  accepts: (value) =>
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostThreads),
};

/**
 * How many threads may serve viewers; 0 for none besides the main one.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID` when there are not enough UDP ports behind `udpPort` for one each
 */
export function threadsOf(stated: boolean | number, udpPort: number): number {
  // The encoder needs the processor that is left over; where there is one only, threads take more than they give.
  const threads = stated === true ? Math.min(mostThreads, availableParallelism() - 1) : Number(stated);
  const lastNeeded = udpPort + threads - 1;
  if (udpPort === 0 || threads === 0 || lastNeeded <= lastPort) return threads;
  const rule = `must leave a UDP port for each of ${threads} threads`;
  throw invalidOption('udpPort', { rule, allowed: `0 to ${lastPort - threads + 1}` }, udpPort);
}
