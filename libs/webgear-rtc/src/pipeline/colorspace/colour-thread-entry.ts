import { parentPort } from 'node:worker_threads';
import type { ColourRequest } from './colour-thread.js';
import { convertColours } from './convert-colours.js';

parentPort?.on('message', ({ image, colorspace }: ColourRequest) => {
  convertColours(image, colorspace);
  parentPort?.postMessage(null);
});
