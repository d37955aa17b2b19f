import { parentPort, workerData } from 'node:worker_threads';
import { loadOpenCv } from './load-opencv.js';
import { ImageStabilizer } from './image-stabilizer.js';
import type { StabilizeReply, StabilizeRequest, StabilizerThreadData } from './thread-messages.interface.js';

const { openCvPath, settings } = workerData as StabilizerThreadData;
// Requests that come while it loads wait in the port.
const stabilizer = new ImageStabilizer(await loadOpenCv(openCvPath), settings);

parentPort?.on('message', ({ image, fresh }: StabilizeRequest) => {
  parentPort?.postMessage(stabilize(image, fresh));
});

function stabilize(image: StabilizeRequest['image'], fresh: boolean): StabilizeReply {
  try {
    if (fresh) stabilizer.forget();
    return { image: stabilizer.push(image), error: undefined };
  } catch (error) {
    stabilizer.forget();
    // OpenCV throws numbers, addresses of its exceptions; none of them would survive the way to the other thread.
    return {
      image: undefined,
      error: error instanceof Error ? error.message : `OpenCV failed (${String(error)})`,
    };
  }
}
