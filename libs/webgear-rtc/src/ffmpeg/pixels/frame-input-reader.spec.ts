import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FrameScaler } from '../../pipeline/frame-scaler.js';
import type { FrameInput, PixelFormat, PixelFrame, WebCodecsFrame } from '../../media/frame-input.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { loadNodeAv } from '../load-node-av.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { paintFrame } from './planar-frame.js';
import { FrameInputReader } from './frame-input-reader.js';

const [width, height] = [64, 48];
const [red, green, blue] = [200, 40, 90];

/** The colour in BT.601, limited range (ITU-R BT.601-7, 3.5). */
const expectedPlanes = [96, 126, 195];

/** The same in full range, as in JPEG (JFIF 1.02). */
const jpegPlanes = [94, 126, 204];

/** Gray 200 in limited range. */
const grayPlanes = [188, 128, 128];

function plain(format: PixelFormat, planes = expectedPlanes): FrameInput {
  const fill = (samples: number[]) => Buffer.alloc(width * height * samples.length, Uint8Array.from(samples));
  const quarter = (width * height) / 4;
  const [luma = 0, cb = 0, cr = 0] = planes;
  const data = {
    bgr24: () => fill([blue, green, red]),
    rgb24: () => fill([red, green, blue]),
    bgra: () => fill([blue, green, red, 255]),
    rgba: () => fill([red, green, blue, 255]),
    gray: () => fill([200]),
    ya8: () => fill([200, 10]),
    i420: () => Buffer.concat([fill([luma]), Buffer.alloc(quarter, cb), Buffer.alloc(quarter, cr)]),
    nv12: () => Buffer.concat([fill([luma]), Buffer.alloc(2 * quarter, Uint8Array.of(cb, cr))]),
  }[format]();
  return { data, width, height, format };
}

function webCodecsFrame(format: string, { data }: PixelFrame): WebCodecsFrame & { closed: boolean } {
  return {
    format,
    visibleRect: { width, height },
    closed: false,
    allocationSize: () => data.length,
    copyTo: async (destination) => destination.set(data),
    clone: () => webCodecsFrame(format, { data, width, height }),
    close() {
      this.closed = true;
    },
  };
}

describe('FrameInputReader', () => {
  let reader: FrameInputReader;
  let scaler: FrameScaler;

  beforeEach(async () => {
    reader = await FrameInputReader.create();
    scaler = new FrameScaler(0);
  });

  afterEach(async () => {
    reader.close();
    await scaler.close();
  });

  /** Luma and chroma in the middle of the encoded frame. */
  async function sentPlanes(frame: VideoFrame): Promise<(number | undefined)[]> {
    using sent = await scaler.scale(frame);
    const native = nativeFrameOf(sent);
    return [0, 1, 2].map((plane) => {
      const [row, column] = plane === 0 ? [height / 2, width / 2] : [height / 4, width / 4];
      return native.data?.[plane]?.[row * (native.linesize[plane] ?? 0) + column];
    });
  }

  function expectNear(planes: readonly (number | undefined)[], expected: readonly number[], by = 1): void {
    const off = expected.map((value, plane) => Math.abs(value - (planes[plane] ?? Number.NaN)));
    expect(Math.max(...off)).toBeLessThanOrEqual(by);
  }

  it.each(['bgr24', 'rgb24', 'bgra', 'rgba', 'gray', 'ya8', 'i420', 'nv12'] as const)(
    'keeps the colours of %s',
    async (format) => {
      using frame = reader.share(plain(format), 7);
      expectNear(
        await sentPlanes(frame),
        format === 'gray' || format === 'ya8' ? grayPlanes : expectedPlanes,
      );
    },
  );

  it('handles rows of any width, which FFmpeg aligns', async () => {
    const odd = { width: 61, height: 3 };
    const data = Buffer.from(Array.from({ length: 61 * 3 * 3 }, (_, index) => index % 251));
    using frame = reader.share({ ...odd, data, format: 'bgr24' }, 7);
    expect(nativeFrameOf(frame).toBuffer()).toEqual(data);
    expect(nativeFrameOf(frame).linesize[0]).toBeGreaterThan(61 * 3);
  });

  it('reuses memory only when it is not referenced', () => {
    const gray = (value: number): FrameInput => ({ data: Buffer.alloc(4, value), width: 2, height: 2 });
    using kept = reader.share(gray(1), 7);
    reader.share(gray(2), 8).close();
    using next = reader.share(gray(3), 9);
    expect([...nativeFrameOf(kept).toBuffer()]).toEqual([1, 1, 1, 1]);
    expect([...nativeFrameOf(next).toBuffer()]).toEqual([3, 3, 3, 3]);
  });

  it('handles changes of size and format', () => {
    const shapes = [
      [4, 2, 'gray'],
      [2, 2, 'bgr24'],
      [2, 2, 'rgb24'],
    ] as const;
    for (const [width, height, format] of shapes) {
      const data = Buffer.alloc(width * height * (format === 'gray' ? 1 : 3), 5);
      using frame = reader.share({ data, width, height, format }, 7);
      expect(frame).toMatchObject({ width, height, pixelFormat: format });
      expect(nativeFrameOf(frame).toBuffer()).toEqual(data);
    }
  });

  it('reads a part of a larger buffer', () => {
    const data = Buffer.alloc(12, 9).subarray(4, 7);
    data.set([1, 2, 3]);
    using frame = reader.share({ width: 1, height: 1, data }, 7);
    expect([...nativeFrameOf(frame).toBuffer()]).toEqual([1, 2, 3]);
  });

  it('copies, so that the memory of an input can be reused at once', async () => {
    const input = plain('bgr24') as PixelFrame;
    using frame = reader.share(input, 7);
    input.data.fill(0);
    expectNear(await sentPlanes(frame), expectedPlanes);
  });

  it('shares the pixels of a VideoFrame, with its own capture time', async () => {
    using given = await paintFrame(width, height, 1, () => undefined);
    using frame = reader.share(given, 7);
    nativeFrameOf(given).data?.[0]?.fill(33);
    expect(nativeFrameOf(frame).data?.[0]?.[0]).toBe(33);
    expect(frame.captureTimeUs).toBe(7);
  });

  it('shares the pixels of a node-av Frame without taking ownership', async () => {
    const av = await loadNodeAv();
    const given = new av.Frame();
    given.alloc();
    Object.assign(given, { width, height, format: av.AV_PIX_FMT_YUV420P });
    given.getBuffer();
    using frame = reader.share(given, 7);
    given.data?.[0]?.fill(33);
    expect(nativeFrameOf(frame).data?.[0]?.[0]).toBe(33);
    expect(frame.pixelFormat).toBe('yuv420p');
    given.free();
    expect(nativeFrameOf(frame).data?.[0]?.[0]).toBe(33);
  });

  it.each(['mjpeg', 'png'] as const)('decodes several %s files', async (codec) => {
    const file = await encodeFile(codec);
    for (const captureTimeUs of [7, 8]) {
      expect(reader.needsDecoding(file)).toBe(true);
      using frame = await reader.decode(file, captureTimeUs);
      expect(frame).toMatchObject({ width, height, captureTimeUs });
      expectNear(await sentPlanes(frame), expectedPlanes, 2);
    }
  });

  it('refuses a damaged file and decodes the next one', async () => {
    const file = await encodeFile('png');
    await expect(reader.decode(file.subarray(0, 60), 7)).rejects.toMatchObject({
      code: 'WGR_FRAME_INVALID',
      message: expect.stringContaining('PNG file that does not decode'),
    });
    using frame = await reader.decode(file, 8);
    expect(frame.width).toBe(width);
  });

  it.each([
    ['NV12', 'nv12'],
    ['RGBX', 'rgba'],
  ] as const)('reads a VideoFrame of WebCodecs in %s', async (webCodecsFormat, format) => {
    const input = webCodecsFrame(webCodecsFormat, plain(format) as PixelFrame);
    expect(reader.needsDecoding(input)).toBe(true);
    using frame = await reader.decode(input, 7);
    expectNear(await sentPlanes(frame), expectedPlanes);
    reader.release(input);
    expect(input.closed).toBe(true);
  });

  it('refuses a VideoFrame of WebCodecs in an unsupported format', async () => {
    const input = webCodecsFrame('I444', plain('i420') as PixelFrame);
    await expect(reader.decode(input, 7)).rejects.toMatchObject({
      code: 'WGR_FRAME_INVALID',
      message: expect.stringContaining('I444'),
    });
  });

  it('refuses bytes of an unknown file format', async () => {
    await expect(reader.decode(Buffer.from('GIF89a'), 7)).rejects.toMatchObject({
      code: 'WGR_FRAME_INVALID',
      message: expect.stringContaining('6 bytes without width and height'),
    });
  });

  it('closes inputs it owns, and ignores others', async () => {
    const given = await paintFrame(width, height, 1, () => undefined);
    reader.release(given);
    expect(() => given.clone()).toThrow(expect.objectContaining({ code: 'WGR_FRAME_CLOSED' }));
    expect(() => reader.release(plain('gray'))).not.toThrow();
  });

  async function encodeFile(codec: 'mjpeg' | 'png'): Promise<Buffer> {
    const av = await loadNodeAv();
    using source = reader.share(codec === 'png' ? plain('rgb24') : plain('i420', jpegPlanes), 0);
    const pixelFormat = codec === 'png' ? av.AV_PIX_FMT_RGB24 : av.AV_PIX_FMT_YUVJ420P;
    const context = new av.CodecContext();
    const encoder = av.Codec.findEncoderByName(codec as never);
    context.allocContext3(encoder);
    Object.assign(context, {
      width,
      height,
      pixelFormat,
      timeBase: new av.Rational(1, 25),
    });
    await context.open2(encoder, null);
    const packet = new av.Packet();
    packet.alloc();
    const native = nativeFrameOf(source).clone();
    if (native !== null) native.format = pixelFormat;
    await context.sendFrame(native);
    await context.receivePacket(packet);
    const file = Buffer.from(packet.data ?? []);
    packet.free();
    native?.free();
    context.freeContext();
    return file;
  }
});
