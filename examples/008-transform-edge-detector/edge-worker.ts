import { parentPort } from 'node:worker_threads';
import { drawEdges } from './edges.js';

/** What goes to the worker and comes back: the memory moves from one thread to the other, and is not copied. */
export interface GrayFrame {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

parentPort?.on('message', ({ data, width, height }: GrayFrame) => {
  const edges = new Uint8ClampedArray(data.length);
  drawEdges(data, width, height, edges);
  parentPort?.postMessage({ data: edges, width, height } satisfies GrayFrame, [edges.buffer]);
});
