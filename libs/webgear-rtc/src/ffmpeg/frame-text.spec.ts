import { describe, expect, it } from '@jest/globals';
import { FrameText } from './frame-text.js';
import type { FramePlane } from './pixels/planar-frame.js';

const [INK, PAPER, UNTOUCHED] = [200, 50, 7];

const plane = (width: number, height: number): FramePlane => ({
  data: Buffer.alloc((width + 8) * height, UNTOUCHED),
  stride: width + 8,
  width,
  height,
});

const at = (where: FramePlane, column: number, row: number) => where.data[row * where.stride + column];

describe('FrameText', () => {
  it('has a drawing for every letter that slates and clocks write', () => {
    for (const letter of 'NoInputTheEnd0123456789:.') {
      const text = new FrameText({ dot: 3, ink: INK, paper: PAPER });
      const luma = plane(18, 27);
      text.write(luma, letter, 0, 0);
      expect([letter, luma.data.includes(INK)]).toEqual([letter, true]);
    }
  });

  it('draws a stroke as wide as its dots, on paper', () => {
    const text = new FrameText({ dot: 8, ink: INK, paper: PAPER });
    const luma = plane(text.widthOf('I'), text.height);
    text.write(luma, 'I', 0, 0);
    const middle = Math.floor(text.height / 2);
    const inked = Array.from({ length: luma.width }, (_, column) => at(luma, column, middle)).filter(
      (value) => value === INK,
    );
    expect(inked.length).toBeGreaterThanOrEqual(7);
    expect(inked.length).toBeLessThanOrEqual(11);
    expect(at(luma, 0, middle)).toBe(PAPER);
  });

  it.each([
    [-10, -10],
    [50, 30],
    [-1000, 0],
    [0, 1000],
  ])('leaves out what lies outside the plane, at %d, %d', (left, top) => {
    const text = new FrameText({ dot: 2, ink: INK, paper: PAPER });
    const luma = plane(60, 40);
    text.write(luma, '12:34', left, top);
    for (let row = 0; row < luma.height; row++) {
      const beyond = luma.data.subarray(row * luma.stride + luma.width, (row + 1) * luma.stride);
      expect([...beyond].every((value) => value === UNTOUCHED)).toBe(true);
    }
  });
});
