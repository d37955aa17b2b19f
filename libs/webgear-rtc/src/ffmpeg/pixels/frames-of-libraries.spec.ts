import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCanvas } from '@napi-rs/canvas';
import { loadOpenCv } from '../../pipeline/stabilizer/load-opencv.js';
import type { MatFrame, FrameInput } from '../../media/frame-input.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { loadNodeAv } from '../load-node-av.js';
import { FrameInputReader } from './frame-input-reader.js';

const [width, height] = [20, 10];
const [red, green, blue] = [200, 40, 90];

type UsersMat = MatFrame & {
  roi(area: object): UsersMat;
  setTo(scalar: number[]): void;
  delete(): void;
};

/** The parts of OpenCV.js that applications create frames with. */
interface UsersOpenCv {
  readonly Mat: new (rows: number, columns: number, type: number, scalar: number[]) => UsersMat;
  readonly Rect: new (x: number, y: number, width: number, height: number) => object;
  readonly CV_8UC1: number;
  readonly CV_8UC3: number;
  readonly CV_8UC4: number;
}

const require = createRequire(import.meta.url);
let loaded: Promise<{ cv: UsersOpenCv }> | undefined;

/** Loaded once: a second load fails. */
async function openCv(): Promise<UsersOpenCv> {
  const load = async () => ({
    cv: (await loadOpenCv(require.resolve('@techstark/opencv-js'))) as unknown as UsersOpenCv,
  });
  loaded ??= load();
  return (await loaded).cv;
}

describe('frames of other libraries', () => {
  let reader: FrameInputReader;

  beforeEach(async () => {
    reader = await FrameInputReader.create();
  });

  afterEach(() => reader.close());

  /** Pixel format and first samples of the resulting frame. */
  async function read(input: FrameInput): Promise<unknown[]> {
    using frame = reader.needsDecoding(input) ? await reader.decode(input, 0) : reader.share(input, 0);
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

  it('are read from OpenCV.js like its own imshow', async () => {
    const cv = await openCv();
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

  it('are read from a region of a Mat, row by row', async () => {
    const cv = await openCv();
    const whole = new cv.Mat(30, 50, cv.CV_8UC3, [1, 2, 3, 255]);
    const region = whole.roi(new cv.Rect(7, 11, width, height));
    region.setTo([red, green, blue, 255]);
    using frame = reader.share(region, 0);
    const pixels = nativeFrameOf(frame).toBuffer();
    const wrong = Array.from({ length: width * height }, (_, pixel) =>
      pixels.subarray(3 * pixel, 3 * pixel + 3),
    ).filter((pixel) => !pixel.equals(Buffer.from([red, green, blue])));
    expect([frame.width, frame.height, pixels.length, wrong]).toEqual([
      width,
      height,
      3 * width * height,
      [],
    ]);
    region.delete();
    whole.delete();
  }, 60_000);

  it('are read from a canvas itself, and from its context', async () => {
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    context.fillStyle = `rgb(${red}, ${green}, ${blue})`;
    context.fillRect(0, 0, width, height);
    expect(await read(canvas)).toEqual(['rgba', red, green, blue]);
    expect(await read(context as unknown as FrameInput)).toEqual(['rgba', red, green, blue]);
  });

  it('are read from bytes of a file in an ArrayBuffer', async () => {
    const canvas = createCanvas(width, height);
    const png = new Uint8Array(canvas.toBuffer('image/png'));
    expect((await read(png.buffer))[0]).toBe('rgba');
  });

  it('are refused from an image that is not drawn', () => {
    expect(() =>
      reader.share({ naturalWidth: width, naturalHeight: height } as unknown as FrameInput, 0),
    ).toThrow('Draw it on a canvas, and give the canvas');
  });

  it('are refused from a closed VideoFrame', async () => {
    const closed = {
      format: null,
      visibleRect: null,
      allocationSize: () => 0,
      copyTo: () => 0,
      clone: () => 0,
    };
    const input = closed as unknown as FrameInput & Uint8Array;
    await expect(reader.decode(input, 0)).rejects.toThrow(
      'a VideoFrame that is closed. Close it after it was shown',
    );
    expect(() => reader.keep(input)).toThrow('a VideoFrame that is closed');
  });

  it('are read from slices of a larger memory and from rows with padding', async () => {
    const memory = Buffer.alloc(4096, 7);
    const slice = memory.subarray(100, 100 + 3 * width * height);
    slice.fill(Uint8Array.of(blue, green, red));
    expect(await read({ data: slice, width, height })).toEqual(['bgr24', blue, green, red]);
    const stride = 3 * width + 4;
    const padded = Buffer.alloc(stride * height, 7);
    for (let row = 0; row < height; row++)
      padded.fill(Uint8Array.of(red, green, blue), row * stride, row * stride + 3 * width);
    using frame = reader.share({ data: padded, width, height, format: 'rgb24', stride }, 0);
    expect(nativeFrameOf(frame).toBuffer().includes(7)).toBe(false);
  });

  it('are read from node-av in their own format', async () => {
    const av = await loadNodeAv();
    using frame = new av.Frame();
    frame.alloc();
    Object.assign(frame, { width, height, format: av.AV_PIX_FMT_NV12 });
    frame.getBuffer();
    frame.data?.[0]?.fill(red);
    expect(await read(frame)).toEqual(['nv12', red, red, red]);
  });
});
