import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCanvas } from '@napi-rs/canvas';
import { loadOpenCv } from '../../frames/stabilizer/load-opencv.js';
import type { Picture } from '../../frames/picture.interface.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { loadNodeAv } from '../load-node-av.js';
import { PictureReader } from './picture-reader.js';

const [width, height] = [20, 10];
const [red, green, blue] = [200, 40, 90];

/** The parts of OpenCV.js that a user's code makes pictures with. */
interface UsersOpenCv {
  readonly Mat: new (
    rows: number,
    columns: number,
    type: number,
    scalar: number[],
  ) => Picture & { delete(): void };
  readonly CV_8UC1: number;
  readonly CV_8UC3: number;
  readonly CV_8UC4: number;
}

describe('pictures as libraries make them', () => {
  let reader: PictureReader;

  beforeEach(async () => {
    reader = await PictureReader.create();
  });

  afterEach(() => reader.close());

  /** Format and first samples of a picture, as FFmpeg has it afterwards. */
  async function read(picture: Picture): Promise<unknown[]> {
    using frame = reader.takesTime(picture) ? await reader.decode(picture, 0) : reader.share(picture, 0);
    expect([frame.width, frame.height]).toEqual([width, height]);
    const [first = 0, second = 0, third = 0] = nativeFrameOf(frame).toBuffer();
    return [frame.pixelFormat, first, second, third];
  }

  it('are read from a canvas, as ImageData and as PNG', async () => {
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    context.fillStyle = `rgb(${red}, ${green}, ${blue})`;
    context.fillRect(0, 0, width, height);
    expect(await read(context.getImageData(0, 0, width, height))).toEqual(['rgba', red, green, blue]);
    expect(await read(canvas.toBuffer('image/png'))).toEqual([
      expect.stringMatching(/^rgb/),
      red,
      green,
      blue,
    ]);
  });

  it('are read from OpenCV.js, as it shows them itself', async () => {
    const require = createRequire(import.meta.url);
    const cv = (await loadOpenCv(require.resolve('@techstark/opencv-js'))) as unknown as UsersOpenCv;
    for (const [type, expected] of [
      [cv.CV_8UC4, ['rgba', red, green, blue]],
      [cv.CV_8UC3, ['rgb24', red, green, blue]],
      [cv.CV_8UC1, ['gray', red, red, red]],
    ] as const) {
      const mat = new cv.Mat(height, width, type, [red, green, blue, 255]);
      expect(await read(mat)).toEqual(expected);
      mat.delete();
    }
  }, 60_000);

  it('are read from node-av, in the format they have there', async () => {
    const av = await loadNodeAv();
    using frame = new av.Frame();
    frame.alloc();
    Object.assign(frame, { width, height, format: av.AV_PIX_FMT_NV12 });
    frame.getBuffer();
    frame.data?.[0]?.fill(red);
    expect(await read(frame)).toEqual(['nv12', red, red, red]);
  });
});
