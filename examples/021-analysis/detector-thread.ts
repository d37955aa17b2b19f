import { InferenceSession, Tensor } from 'onnxruntime-web';
import { parentPort } from 'node:worker_threads';
import { makeModel } from './make-model.js';

/** Side of a cell of the grid in pixels. */
const CELL = 4;

/** What the thread is asked: the memory of the frame, which is shared, and its size. */
export interface DetectorQuestion {
  readonly buffer: SharedArrayBuffer;
  readonly width: number;
  readonly height: number;
}

/** A rectangle, and how sure the model is. All numbers are from 0 to 1, so that they hold for the video of any size. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

let session: InferenceSession | undefined;

parentPort?.on('message', (question: DetectorQuestion) => {
  void detect(question).then((box) => parentPort?.postMessage(box));
});

async function detect({ buffer, width, height }: DetectorQuestion): Promise<Box> {
  session ??= await InferenceSession.create(makeModel(width, height, CELL));
  const image = new Tensor('uint8', new Uint8Array(buffer), [height, width]);
  const { cell, brightness } = await session.run({ image });
  const index = Number(cell?.data[0]);
  const columns = width / CELL;
  return {
    x: ((index % columns) * CELL) / width,
    y: (Math.floor(index / columns) * CELL) / height,
    width: CELL / width,
    height: CELL / height,
    score: Number(brightness?.data[0]) / 255,
  };
}
