import { threadPoolSize } from './thread-pool-size.js';
import { Turns } from './turns.js';

/**
 * Turns of those who wait for others: an address that answers to nothing, a camera that has fallen silent. Each holds one
 * of the few threads on which this process also reads its files and encodes, so some of them are left to the rest.
 */
export const waitingTurns = new Turns(Math.max(1, threadPoolSize() - 2));
