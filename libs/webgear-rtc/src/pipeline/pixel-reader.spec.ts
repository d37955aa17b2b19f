import { afterEach, describe, expect, test } from '@jest/globals';
import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import { PixelReader } from './pixel-reader.js';
import type { VideoFrame } from '../media/video-frame.js';

/** Black on the left, white on the right. */
function halves(width: number, height: number, captureTimeUs = 7): Promise<VideoFrame> {
  return paintFrame(width, height, captureTimeUs, (luma, blue, red) => {
    luma.data.fill(16);
    for (let row = 0; row < height; row++) {
      luma.data.fill(235, row * luma.stride + width / 2, row * luma.stride + width);
    }
    blue.data.fill(128);
    red.data.fill(128);
  });
}

describe('a reader of pixels', () => {
  let reader: PixelReader;

  afterEach(() => reader.close());

  test('gives the samples of a picture, in the order asked for', async () => {
    reader = new PixelReader();
    using frame = await halves(64, 36);
    const picture = await reader.read(frame);
    expect(picture).toMatchObject({ width: 64, height: 36, format: 'rgba', captureTimeUs: 7 });
    expect([...picture.data.subarray(0, 4), ...picture.data.subarray(-4)]).toEqual([
      0, 0, 0, 255, 255, 255, 255, 255,
    ]);
  });

  test('reduces what is wider than it is to be, and nothing else', async () => {
    reader = new PixelReader({ format: 'gray', maxWidth: 16 });
    using frame = await halves(64, 36);
    const picture = await reader.read(frame);
    expect([picture.width, picture.height, picture.data.length]).toEqual([16, 9, 144]);
    expect([picture.data[0], picture.data[15], picture.data[128], picture.data[143]]).toEqual([
      0, 255, 0, 255,
    ]);
    using small = await halves(16, 90);
    expect(await reader.read(small)).toMatchObject({ width: 16, height: 90 });
  });

  test('lets a picture be closed at once, and reads several in their order', async () => {
    reader = new PixelReader({ format: 'gray' });
    const frames = await Promise.all([1, 2, 3].map((timeUs) => halves(64, 36, timeUs)));
    const reading = frames.map((frame) => reader.read(frame));
    for (const frame of frames) frame.close();
    expect((await Promise.all(reading)).map(({ captureTimeUs }) => captureTimeUs)).toEqual([1, 2, 3]);
  });

  test('goes on after a picture that cannot be read, and in new memory when the old one was given away', async () => {
    reader = new PixelReader({ format: 'gray' });
    using frame = await halves(64, 36);
    const foreign = { ...frame, width: 64, height: 36, clone: () => foreign, close: () => undefined };
    await expect(reader.read(foreign as unknown as VideoFrame)).rejects.toMatchObject({
      code: 'WGR_FRAME_FOREIGN',
    });
    const { data } = await reader.read(frame);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect((await reader.read(frame)).data).toHaveLength(64 * 36);
  });

  test('reads nothing once it is closed, and ends what it had begun', async () => {
    reader = new PixelReader({ format: 'gray' });
    using frame = await halves(64, 36);
    const reading = reader.read(frame);
    await Promise.all([reader.close(), reader.close()]);
    expect((await reading).data).toHaveLength(64 * 36);
    await expect(reader.read(frame)).rejects.toMatchObject({ code: 'WGR_FRAME_CLOSED' });
  });
});
