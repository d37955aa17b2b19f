import { parentPort } from 'node:worker_threads';
import type { ColourRequest } from './colour-messages.interface.js';
import { convertColours } from './convert-colours.js';

parentPort?.on('message', ({ picture, colorspace }: ColourRequest) => {
  convertColours(picture, colorspace);
  parentPort?.postMessage(null);
});
