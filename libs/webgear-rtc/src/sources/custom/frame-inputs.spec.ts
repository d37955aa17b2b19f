import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadNodeAv } from '../../ffmpeg/load-node-av.js';
import { NativeVideoFrame } from '../../ffmpeg/native-video-frame.js';
import { FrameScaler } from '../../pipeline/frame-scaler.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** A gray frame in FFmpeg's memory. */
async function testFrame(pixelFormat: string, width: number, height: number): Promise<VideoFrame> {
  const av = await loadNodeAv();
  const native = new av.Frame();
  native.alloc();
  native.width = width;
  native.height = height;
  native.format = av.avGetPixFmtFromName(pixelFormat);
  native.getBuffer();
  native.data?.forEach((plane) => plane.fill(0));
  return new NativeVideoFrame(native, pixelFormat, 1);
}

describe('the frame to encode', () => {
  let scaler: FrameScaler;

  beforeEach(() => {
    scaler = new FrameScaler(0);
  });

  afterEach(() => scaler.close());

  test.each<[string, number, number]>([
    ['yuv420p', 16, 16],
    ['yuv420p', 321, 181],
    ['yuvj422p', 99, 51],
    ['yuv420p10le', 320, 180],
    ['yuv422p10le', 1920, 1080],
    ['p010le', 320, 180],
    ['gray16le', 64, 48],
    ['nv12', 3840, 2160],
    ['rgb48le', 64, 48],
    ['gbrap', 64, 48],
  ])('is yuv420p of even size from %s of %ix%i', async (pixelFormat, width, height) => {
    using source = await testFrame(pixelFormat, width, height);
    using sent = await scaler.scale(source);
    expect([sent.pixelFormat, sent.width, sent.height]).toEqual([
      'yuv420p',
      width - (width % 2),
      height - (height % 2),
    ]);
  });

  test('adapts to a source that changes size and format', async () => {
    const sizes: string[] = [];
    for (const [pixelFormat, width, height] of [
      ['yuv420p', 640, 360],
      ['yuv420p', 360, 640],
      ['bgr24', 360, 640],
      ['yuv420p10le', 1280, 720],
      ['yuv420p', 640, 360],
    ] as const) {
      using source = await testFrame(pixelFormat, width, height);
      using sent = await scaler.scale(source);
      sizes.push(`${sent.pixelFormat} ${sent.width}x${sent.height}`);
    }
    expect(sizes).toEqual(
      ['640x360', '360x640', '360x640', '1280x720', '640x360'].map((size) => `yuv420p ${size}`),
    );
  });
});
