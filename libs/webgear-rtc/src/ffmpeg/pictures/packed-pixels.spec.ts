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
    ['i420', { data: Buffer.alloc(36), width, height, format: 'i420' }, 'yuv420p'],
    ['nv12', { data: Buffer.alloc(36), width, height, format: 'nv12' }, 'nv12'],
    ['4:2:0 of odd sides', { data: Buffer.alloc(15 + 12), width: 5, height: 3, format: 'i420' }, 'yuv420p'],
  ])('reads %s', (_what, picture, pixelFormat) => {
    expect(packedPixelsOf(picture)).toMatchObject({ pixelFormat });
  });

  it('copies nothing', () => {
    const picture = { data: bytes(3), width, height };
    expect(packedPixelsOf(picture).data).toBe(picture.data);
  });

  it.each([
    ['five channels', { data: bytes(5), width, height }, '(4, 6, 5)'],
    ['two channels', { data: bytes(2), width, height }, '(4, 6, 2)'],
    ['a Mat of two channels', mat(2, 8), '(4, 6, 2)'],
    ['a Mat of floating point', mat(3, 21), 'more than 8 bits'],
    ['half a picture', { data: bytes(3).subarray(36), width, height }, '36 bytes for 6x4 pixels'],
    [
      'a length that does not fit the order',
      { data: bytes(3), width, height, format: 'rgba' },
      '72 bytes for rgba of shape (4, 6, 4), which has 96',
    ],
    ['4:2:0 that is too short', { data: bytes(1), width, height, format: 'nv12' }, 'which has 36'],
    ['an order that does not exist', { data: bytes(3), width, height, format: 'gbr' }, 'format "gbr"'],
    ['no pixels', { data: bytes(0), width: 0, height: 0 }, '0x0 pixels'],
    ['half pixels', { data: bytes(3), width: 6.5, height }, '6.5x4 pixels'],
    ['an unknown object', { image: bytes(3) }, 'with the fields image'],
    ['numbers instead of bytes', { data: [1, 2, 3], width: 1, height: 1 }, 'with the fields data'],
    ['a name', 'picture.jpg', 'picture.jpg'],
    ['nothing', undefined, 'undefined'],
  ])('refuses %s in words', (_what, picture, words) => {
    expect(() => packedPixelsOf(picture)).toThrow(
      expect.objectContaining({ code: 'WGR_PICTURE_INVALID', message: expect.stringContaining(words) }),
    );
  });
});
