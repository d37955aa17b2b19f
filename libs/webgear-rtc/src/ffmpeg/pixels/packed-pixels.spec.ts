import { describe, expect, it } from '@jest/globals';
import { packedPixelsOf } from './packed-pixels.js';

const [width, height] = [6, 4];
const bytes = (channels: number) => Buffer.alloc(width * height * channels);
const mat = (channels: number, type: number) => ({
  rows: height,
  cols: width,
  data: new Uint8Array(bytes(channels)),
  type: () => type,
  channels: () => channels,
});

const canvas = (canvasWidth: number) => {
  const made = { width: canvasWidth, height, getContext: () => context };
  const getImageData = (_x: number, _y: number, w: number, h: number) => ({
    data: new Uint8ClampedArray(w * h * 4),
    width: w,
    height: h,
  });
  const context: unknown = { canvas: made, getImageData };
  return made;
};

function transferred(): unknown {
  const data = new Uint8Array(96);
  structuredClone(data, { transfer: [data.buffer] });
  return { data, width, height, format: 'rgba' };
}

describe('packedPixelsOf', () => {
  it.each([
    ['one channel as gray', { data: bytes(1), width, height }, 'gray'],
    ["three channels in OpenCV's order", { data: bytes(3), width, height }, 'bgr24'],
    ["four channels in OpenCV's order", { data: bytes(4), width, height }, 'bgra'],
    ['a named order before any other', { data: bytes(4), width, height, format: 'rgba' }, 'rgba'],
    [
      "a canvas's clamped bytes with red first",
      { data: new Uint8ClampedArray(bytes(4)), width, height },
      'rgba',
    ],
    [
      'clamped bytes without alpha as any other bytes',
      { data: new Uint8ClampedArray(bytes(3)), width, height },
      'bgr24',
    ],
    [
      'what sharp gives with red first',
      { data: bytes(3), info: { width, height, channels: 3, size: 72 } },
      'rgb24',
    ],
    ['a gray Mat', mat(1, 0), 'gray'],
    ['a Mat of three channels as imshow of OpenCV.js does', mat(3, 16), 'rgb24'],
    ['a Mat of four channels as imshow of OpenCV.js does', mat(4, 24), 'rgba'],
    ['two channels as gray and alpha', { data: bytes(2), width, height }, 'ya8'],
    ['gray and alpha of sharp', { data: bytes(2), info: { width, height, channels: 2 } }, 'ya8'],
    ['memory as such', { data: new Uint8Array(bytes(3)).buffer, width, height }, 'bgr24'],
    [
      'memory that threads share',
      { data: new Uint8Array(new SharedArrayBuffer(72)), width, height },
      'bgr24',
    ],
    ['a canvas', canvas(width), 'rgba'],
    ['the context of a canvas', canvas(width).getContext(), 'rgba'],
    ['padded rows without an order', { data: Buffer.alloc(80), width, height, stride: 20 }, 'bgr24'],
    ['i420', { data: Buffer.alloc(36), width, height, format: 'i420' }, 'yuv420p'],
    ['nv12', { data: Buffer.alloc(36), width, height, format: 'nv12' }, 'nv12'],
    ['4:2:0 of odd sides', { data: Buffer.alloc(15 + 12), width: 5, height: 3, format: 'i420' }, 'yuv420p'],
  ])('reads %s', (_what, input, pixelFormat) => {
    expect(packedPixelsOf(input)).toMatchObject({ pixelFormat });
  });

  it('does not copy', () => {
    const input = { data: bytes(3), width, height };
    expect(packedPixelsOf(input).data).toBe(input.data);
  });

  it.each([
    ['five channels', { data: bytes(5), width, height }, '(4, 6, 5)'],
    ['a Mat of two channels', mat(2, 8), 'CV_8UC2 and shape (4, 6, 2). Give 1, 3 or 4 channels'],
    ['a Mat of floating point', mat(3, 21), 'CV_32FC3 and shape (4, 6, 3) with more than 8 bits'],
    ['a Mat of 16 bits', mat(1, 2), 'Give 8 bits: mat.convertTo(frame, cv.CV_8U, 1 / 256)'],
    ['half a frame', { data: bytes(3).subarray(36), width, height }, '36 bytes for 6x4 pixels'],
    [
      'a length that does not fit the order',
      { data: bytes(3), width, height, format: 'rgba' },
      '72 bytes for rgba of shape (4, 6, 4), which has 96',
    ],
    ['4:2:0 that is too short', { data: bytes(1), width, height, format: 'nv12' }, 'which has 36'],
    ['an order that does not exist', { data: bytes(3), width, height, format: 'gbr' }, 'format "gbr"'],
    ['no pixels', { data: bytes(0), width: 0, height: 0 }, '0x0 pixels'],
    ['half pixels', { data: bytes(3), width: 6.5, height }, '6.5x4 pixels'],
    ['an order that is data', { data: bytes(3), width, height, format: 'x'.repeat(99) }, 'format "xxx'],
    ['an unknown object', { image: bytes(3) }, 'with the fields image'],
    [
      'numbers instead of bytes',
      { data: [1, 2, 3], width: 1, height: 1 },
      'an Array of 3 numbers (3 channels) as the data of 1x1 pixels. Give the bytes: Uint8Array.from(data)',
    ],
    [
      'samples from 0 to 1',
      { data: new Float32Array(72), width, height },
      'a Float32Array of 72 numbers (3 channels) as the data of 6x4 pixels. Give 8 bits per channel: Uint8ClampedArray.from',
    ],
    [
      'samples of 16 bits',
      { data: new Uint16Array(24), width, height, format: 'gray' },
      'a Uint16Array of 24 numbers (1 channels) as the data of 6x4 pixels. Give 8 bits per channel: Uint8Array.from',
    ],
    [
      'pixels as numbers of 32 bits',
      { data: new Uint32Array(24), width, height, format: 'rgba' },
      'Give the bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength)',
    ],
    [
      'base64 as data',
      { data: bytes(3).toString('base64'), width, height },
      `a string of 96 characters (4 channels) as the data of 6x4 pixels. Give the bytes: Buffer.from(text, 'base64')`,
    ],
    [
      'base64 alone',
      'A'.repeat(100_000),
      `a string of 100000 characters. Give the bytes: Buffer.from(text, 'base64')`,
    ],
    [
      'the URL of data',
      'data:image/png;base64,iVBORw0KGgo=',
      `Buffer.from(text.slice(text.indexOf(',') + 1), 'base64')`,
    ],
    [
      'a name',
      'a-photo.jpg',
      'a string of 11 characters. Give the bytes of a JPEG or PNG file, await readFile(path)',
    ],
    ['a promise', Promise.resolve({}), 'a Promise. Wait for it: await it in read()'],
    ['a response', new Response('x'), 'a Response. Give new Uint8Array(await it.arrayBuffer())'],
    ['a Buffer that went through JSON', { type: 'Buffer', data: [1, 2] }, 'Give Buffer.from(it.data)'],
    ['rows of pixels', [[[1, 2, 3]]], 'an Array of 1 numbers. Give Uint8Array.from(rows.flat(2))'],
    [
      'an image of Jimp',
      { bitmap: { data: bytes(4), width, height } },
      "Give { ...image.bitmap, format: 'rgba' }",
    ],
    ['a pipeline of sharp', { toBuffer() {}, metadata() {} }, 'raw().toBuffer({ resolveWithObject: true })'],
    [
      'a PNG of sharp with its info',
      { data: bytes(3), info: { format: 'png', width, height, channels: 3 } },
      'of the format "png" with the size of an image. Give the data alone',
    ],
    [
      'a JPEG with a size',
      { data: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0), width, height },
      'They begin as a JPEG file does: give the bytes alone, without a size',
    ],
    [
      '16 bits of sharp',
      { data: bytes(6), info: { width, height, channels: 3 } },
      'Are there 16 bits per channel? Give 8',
    ],
    [
      'padded rows that nobody mentions',
      { data: Buffer.alloc(20 * height), width, height, format: 'rgb24' },
      'Rows have 20 bytes: where that is padding, give the format and stride: 20',
    ],
    [
      'rows that overlap',
      { data: bytes(3), width, height, format: 'rgb24', stride: 17 },
      'a stride of 17 bytes',
    ],
    [
      'padded rows that are cut off',
      { data: Buffer.alloc(60), width, height, format: 'rgb24', stride: 20 },
      '60 bytes for rgb24 of shape (4, 6, 3) with a stride of 20, which has 78 or more',
    ],
    [
      'padded planes',
      { data: Buffer.alloc(36), width, height, format: 'i420', stride: 8 },
      'a stride for i420',
    ],
    [
      'a side as text',
      { data: bytes(3), width: '6', height },
      '"6"x4 pixels. Give a width and a height in whole numbers',
    ],
    ['too many pixels', { data: bytes(3), width: 20_000, height: 1 }, '20000x1 pixels'],
    [
      'memory that was transferred',
      transferred(),
      '0 bytes for rgba of shape (4, 6, 4), which has 96. Their memory is empty: was it transferred to another thread',
    ],
    ['a canvas without a 2D context', { width, height, getContext: () => null }, 'without a 2D context'],
    ['a canvas without a size', canvas(0), 'a canvas of 0x4 pixels'],
    ['nothing', undefined, 'undefined'],
  ])('refuses %s with an explanation', (_what, input, words) => {
    expect(() => packedPixelsOf(input)).toThrow(
      expect.objectContaining({ code: 'WGR_FRAME_INVALID', message: expect.stringContaining(words) }),
    );
    // The message must not contain the data.
    expect(() => packedPixelsOf(input)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/.{400}/) }),
    );
  });
});
