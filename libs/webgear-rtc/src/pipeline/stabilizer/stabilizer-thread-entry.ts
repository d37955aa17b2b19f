import { parentPort, workerData } from 'node:worker_threads';
import { loadOpenCv } from './load-opencv.js';
import { ImageStabilizer } from './image-stabilizer.js';
import type { StabilizeReply, StabilizeRequest, StabilizerThreadData } from './thread-messages.interface.js';

const { openCvPath, settings } = workerData as StabilizerThreadData;
// Requests that come while it loads wait in the port.
const stabilizer = new ImageStabilizer(await loadOpenCv(openCvPath), settings);

parentPort?.on('message', ({ picture, fresh }: StabilizeRequest) => {
  parentPort?.postMessage(stabilize(picture, fresh));
});

function stabilize(picture: StabilizeRequest['picture'], fresh: boolean): StabilizeReply {
  try {
    if (fresh) stabilizer.forget();
    return { picture: stabilizer.push(picture), error: undefined };
  } catch (error) {
    stabilizer.forget();
    // OpenCV throws numbers, addresses of its exceptions; none of them would survive the way to the other thread.
    return {
      picture: undefined,
      error: error instanceof Error ? error.message : `OpenCV failed (${String(error)})`,
    };
  }
}
