import type { KnownNode } from './cluster-nodes.js';
import type { NodeHeartbeat, NodeLoad } from './node-messages.js';

/** An event loop that is so late, in milliseconds, is as much as a machine may bear. */
const FULL_LOOP_DELAY_MS = 200;

/** Below this load a process has room for all, and none is sent away however idle another one is. */
const BUSY = 0.5;

/** How much less another process has to have to do: less, and viewers would go back and forth between equals. */
const MUCH_LESS = 0.25;

/** How busy a process is: 0 for idle, 1 for what it can bear. The scarcest of its places, its processors and its event loop. */
export function loadOf({ viewers, capacity, cpu, loopDelayMs }: NodeLoad, more = 0): number {
  const places = capacity === 0 ? 1 : (viewers + more) / capacity;
  return Math.max(places, Math.min(1, cpu), Math.min(1, loopDelayMs / FULL_LOOP_DELAY_MS));
}

/**
 * The process to which a viewer of a stream is sent.
 *
 * @param isRefused whether there is no room for the viewer here; else it is sent only where there is much more
 * @returns `undefined` when it stays
 */
export function chooseNode(
  own: NodeHeartbeat,
  others: readonly KnownNode[],
  streamName: string,
  isRefused: boolean,
): KnownNode | undefined {
  const possible = others
    .filter(({ url, streams }) => url !== undefined && streams.includes(streamName))
    .filter(({ load, redirected }) => load.viewers + redirected < load.capacity)
    .map((node) => ({ node, load: loadOf(node.load, node.redirected) }))
    .sort((one, other) => one.load - other.load);
  const [best] = possible;
  if (best === undefined) return undefined;
  const ownLoad = loadOf(own.load);
  const isWorthIt = isRefused || (ownLoad >= BUSY && ownLoad - best.load >= MUCH_LESS);
  return isWorthIt ? best.node : undefined;
}

/** URL of a route of a stream at another process. */
export function addressAt({ url = '', named }: NodeHeartbeat, streamName: string, route: string): string {
  return `${url}${named ? `${streamName}/` : ''}${route}`;
}
