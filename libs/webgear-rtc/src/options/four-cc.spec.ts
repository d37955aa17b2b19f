import { describe, expect, it } from '@jest/globals';
import { pixelFormatOf, pixelFormatsByFourCc } from './four-cc.js';

describe('the format of a camera', () => {
  it.each([
    ['MJPG', 'mjpeg'],
    // cv2.VideoWriter_fourcc(*'MJPG')
    [1_196_444_237, 'mjpeg'],
    ['YUYV', 'yuyv422'],
    ['mjpg', undefined],
    ['constructor', undefined],
    [-1, undefined],
    [undefined, undefined],
  ])('%j is %s to FFmpeg', (stated, pixelFormat) => {
    expect(pixelFormatOf(stated)).toBe(pixelFormat);
  });

  it.each(Object.entries(pixelFormatsByFourCc))('%s is known by its number too', (letters, pixelFormat) => {
    expect(pixelFormatOf(Buffer.from(letters).readUInt32LE())).toBe(pixelFormat);
  });
});
