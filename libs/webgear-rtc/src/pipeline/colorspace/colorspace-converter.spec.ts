import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BgrFrameCopier } from '../../ffmpeg/scale/bgr-frame-copier.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import type { Colorspace } from '../../options/colorspace.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { ColorspaceConverter } from './colorspace-converter.js';

const width = 64;
const height = 36;

/** Limited-range BT.601 of a pure red. */
function redFrame(): Promise<VideoFrame> {
  return paintFrame(width, height, 12_345, (luma, blue, red) => {
    luma.data.fill(81);
    blue.data.fill(90);
    red.data.fill(240);
  });
}

describe('false colours', () => {
  const errors: unknown[] = [];
  let copier: BgrFrameCopier;
  let colours: ColorspaceConverter;

  beforeEach(async () => {
    copier = await BgrFrameCopier.create();
    colours = new ColorspaceConverter(undefined, (error) => errors.push(error));
  });

  afterEach(async () => {
    await colours.close();
    copier.close();
    expect(errors.splice(0)).toEqual([]);
  });

  async function pixelOf(frame: VideoFrame): Promise<number[]> {
    const memory = new Uint8Array(new SharedArrayBuffer(frame.width * frame.height * 3));
    const { data } = await copier.copyFrom(frame, memory);
    const middle = (Math.floor(frame.height / 4) * frame.width + frame.width / 2) * 3;
    return [...data.subarray(middle, middle + 3)];
  }

  async function shown(colorspace: Colorspace | undefined): Promise<number[]> {
    colours.colorspace = colorspace;
    using source = await redFrame();
    using picture = await colours.convert(source);
    if (picture === undefined) throw new Error('no picture');
    expect(picture.pixelFormat).toBe('yuv420p');
    expect(picture.captureTimeUs).toBe(12_345);
    expect({ width: picture.width, height: picture.height }).toEqual(colours.sizeOf(source));
    return await pixelOf(picture);
  }

  test('show the channels as blue, green and red, and change between two pictures', async () => {
    const [blue = 0, green = 0, red = 0] = await shown('COLOR_BGR2RGB');
    expect(blue).toBeGreaterThan(245);
    expect(green).toBeLessThan(10);
    expect(red).toBeLessThan(10);
    const [x = 0, y = 0, z = 0] = await shown('COLOR_BGR2XYZ');
    expect(Math.abs(x - 105)).toBeLessThan(6);
    expect(Math.abs(y - 54)).toBeLessThan(6);
    expect(Math.abs(z - 5)).toBeLessThan(6);
  });

  test('in planes make the picture half as high again', async () => {
    const [blue = 0, green = 0, red = 0] = await shown('COLOR_BGR2YUV_I420');
    expect(Math.max(blue, green, red) - Math.min(blue, green, red)).toBeLessThan(6);
    expect(Math.abs(blue - 82)).toBeLessThan(6);
  });

  test.each([undefined, 'COLOR_BGR2BGRA'] as const)('by %s are the colours as they are', async (name) => {
    const [blue = 0, , red = 0] = await shown(name);
    expect(red).toBeGreaterThan(245);
    expect(blue).toBeLessThan(10);
  });

  test('take pictures of another size in mid-stream', async () => {
    await shown('COLOR_BGR2HSV');
    using large = await paintFrame(128, 72, 1, (...planes) => planes.forEach(({ data }) => data.fill(128)));
    using picture = await colours.convert(large);
    expect(picture).toMatchObject({ width: 128, height: 72 });
  });

  test('give no picture once closed', async () => {
    using source = await redFrame();
    colours.colorspace = 'COLOR_BGR2HSV';
    const converting = colours.convert(source);
    await colours.close();
    using lost = await converting;
    expect(lost).toBeUndefined();
  });
});
