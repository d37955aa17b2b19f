import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadNodeAv } from '../ffmpeg/load-node-av.js';
import { ImageDecoder } from '../ffmpeg/pixels/image-decoder.js';
import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import type { VideoFrame } from '../media/video-frame.js';
import { JpegEncoder } from './jpeg-encoder.js';

/** The same red, 200/40/50, in BT.709 of limited range, and as a JPEG file has it: BT.601 of full range. */
const redInBt709 = [80, 116, 198];
const redInJfif = [89, 106, 207];

describe('a JPEG encoder', () => {
  let encoder: JpegEncoder;

  beforeEach(() => {
    encoder = new JpegEncoder(90);
  });

  afterEach(() => encoder.close());

  const red = (width: number, height: number): Promise<VideoFrame> =>
    paintFrame(
      width,
      height,
      7,
      (...planes) => planes.forEach(({ data }, plane) => data.fill(redInBt709[plane] ?? 0)),
      'bt709',
    );

  /** The first sample of each plane, as any viewer of pictures decodes them. */
  async function decoded(file: Buffer): Promise<{ width: number; height: number; samples: number[] }> {
    const decoder = await ImageDecoder.open(await loadNodeAv(), 'jpeg');
    const frame = await decoder.decode(file);
    const { width, height } = frame;
    const samples = (frame.data ?? []).map((plane) => plane[10] ?? Number.NaN);
    frame.free();
    decoder.close();
    return { width, height, samples };
  }

  it('makes files of the colours that were meant, in whatever matrix they came', async () => {
    using picture = await red(1280, 720);
    const still = await encoder.encode(picture);
    expect(still).toMatchObject({ width: 1280, height: 720, captureTimeUs: 7 });
    const { samples } = await decoded(still.data);
    expect(samples).toHaveLength(3);
    samples.forEach((sample, plane) => {
      expect(Math.abs(sample - (redInJfif[plane] ?? Number.NaN))).toBeLessThanOrEqual(3);
    });
  });

  it('makes smaller files at a lower quality', async () => {
    using picture = await paintFrame(320, 180, 0, (...planes) =>
      planes.forEach(({ data }) => data.forEach((_, index) => (data[index] = (index * 7919) % 251))),
    );
    const sizes: number[] = [];
    for (const quality of [100, 90, 60, 1]) {
      const other = new JpegEncoder(quality);
      sizes.push((await other.encode(picture)).data.length);
      await other.close();
    }
    const [best = 0, usual = 0, lower = 0, least = 0] = sizes;
    expect([best > usual, usual > 1.5 * lower, lower > least]).toEqual([true, true, true]);
    expect((await encoder.encode(picture)).data.length).toBe(usual);
  });

  it('follows pictures that change their size', async () => {
    const files: Buffer[] = [];
    for (const [width, height] of [
      [64, 36],
      [36, 64],
      [36, 64],
    ] as const) {
      using picture = await red(width, height);
      const { data } = await encoder.encode(picture);
      files.push(data);
      expect(await decoded(data)).toMatchObject({ width, height });
    }
    expect(files[1]?.equals(files[2] ?? Buffer.alloc(0))).toBe(true);
  });

  it('takes no picture any more once it is closed', async () => {
    using picture = await red(64, 36);
    await Promise.all([encoder.encode(picture), encoder.close()]);
    await expect(encoder.encode(picture)).rejects.toMatchObject({ code: 'WGR_FRAME_CLOSED' });
  });
});
