import { afterEach, describe, expect, it } from '@jest/globals';
import { nativeFrameOf } from '../ffmpeg/native-video-frame.js';
import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import { FrameScaler } from './frame-scaler.js';

describe('FrameScaler', () => {
  let scaler: FrameScaler;

  afterEach(() => scaler.close());

  const grey = (width: number, height: number, matrix: 'bt601' | 'bt709' = 'bt601') =>
    paintFrame(
      width,
      height,
      777,
      (luma, blue, red) => {
        luma.data.fill(150);
        blue.data.fill(90);
        red.data.fill(170);
      },
      matrix,
    );

  it('reduces each side and keeps time and colours', async () => {
    scaler = new FrameScaler(50);
    using source = await grey(640, 360);
    using scaled = await scaler.scale(source);
    expect(scaled).toMatchObject({ width: 320, height: 180, pixelFormat: 'yuv420p', captureTimeUs: 777 });
    expect(nativeFrameOf(scaled).data?.map((plane) => plane[40])).toEqual([150, 90, 170]);
  });

  it('shares the pixels of a picture that fits already', async () => {
    scaler = new FrameScaler(0);
    using source = await grey(320, 180);
    using scaled = await scaler.scale(source);
    nativeFrameOf(source).data?.[0]?.fill(33);
    expect(nativeFrameOf(scaled).data?.[0]?.[0]).toBe(33);
  });

  it('follows a source that changes its size', async () => {
    scaler = new FrameScaler(0);
    for (const [width, height] of [
      [320, 180],
      [641, 361],
      [180, 320],
    ] as const) {
      using source = await grey(width, height);
      using scaled = await scaler.scale(source);
      expect([scaled.width, scaled.height]).toEqual([width - (width % 2), height - (height % 2)]);
    }
  });

  it('keeps the colour matrix, so that no colour shifts', async () => {
    scaler = new FrameScaler(50);
    using source = await grey(640, 360, 'bt709');
    using scaled = await scaler.scale(source);
    expect(nativeFrameOf(scaled).colorSpace).toBe(nativeFrameOf(source).colorSpace);
    expect(nativeFrameOf(scaled).data?.map((plane) => plane[40])).toEqual([150, 90, 170]);
  });

  it('refuses pictures once it is closed', async () => {
    scaler = new FrameScaler(0);
    await scaler.close();
    using source = await grey(320, 180);
    await expect(scaler.scale(source)).rejects.toMatchObject({ code: 'WGR_FRAME_CLOSED' });
  });
});
