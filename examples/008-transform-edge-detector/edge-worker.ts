import { parentPort } from 'node:worker_threads';
import { drawEdges } from './edges.js';

/** Message to and from the worker; its memory is transferred between the threads, not copied. */
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
