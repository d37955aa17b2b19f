import { describe, expect, it } from '@jest/globals';
import { MultipartImages } from './multipart-images.js';

const type = 'multipart/x-mixed-replace; boundary=frame';
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const textOf = (image: Uint8Array): string => String.fromCharCode(...image);

/** Parses a body that arrives in chunks of a size. */
function imagesOf(contentType: string, body: string, chunkBytes: number): string[] {
  const images = new MultipartImages(contentType);
  const found: string[] = [];
  for (let at = 0; at < body.length; at += chunkBytes) {
    found.push(...images.push(bytes(body.slice(at, at + chunkBytes))).map(textOf));
  }
  return found;
}

describe('the images of a response', () => {
  const withLengths =
    '--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 9\r\n\r\none--fram\r\n--frame\r\nContent-Length: 3\r\n\r\ntwo\r\n--frame\r\n';
  const without =
    '\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\nfirst\r\n\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\nsecond\r\n--frame--\r\n';

  it.each([1, 7, 1000])('are complete for any chunk size: %s bytes at a time', (chunkBytes) => {
    expect(imagesOf(type, withLengths, chunkBytes)).toEqual(['one--fram', 'two']);
    expect(imagesOf(type, without, chunkBytes)).toEqual(['first\r\n', 'second']);
  });

  it.each(['multipart/x-mixed-replace;boundary="frame"', 'multipart/x-mixed-replace; boundary=--frame'])(
    'are found with the boundary in %s',
    (contentType) => {
      expect(imagesOf(contentType, withLengths, 1000)).toEqual(['one--fram', 'two']);
    },
  );

  it('have a maximum size', () => {
    const images = new MultipartImages(type);
    images.push(bytes('--frame\r\n\r\n'));
    expect(() => {
      for (let times = 0; times < 40; times++) images.push(new Uint8Array(1024 * 1024));
    }).toThrow(RangeError);
  });
});
