import { describe, expect, test } from '@jest/globals';
import { colorspaces, type Colorspace } from '../../options/colorspace.js';
import { convertColours, outputSize } from './convert-colours.js';

type Bgr = readonly [blue: number, green: number, red: number];

const black: Bgr = [0, 0, 0];
const white: Bgr = [255, 255, 255];
const red: Bgr = [0, 0, 255];
const green: Bgr = [0, 255, 0];
const orange: Bgr = [30, 144, 255];
const mauve: Bgr = [128, 64, 200];

/** What the published formulas give in 8 bits, for red, orange and mauve. */
const golden: Readonly<Partial<Record<Colorspace, readonly [Bgr, Bgr, Bgr]>>> = {
  COLOR_BGR2GRAY: [
    [76, 76, 76],
    [164, 164, 164],
    [112, 112, 112],
  ],
  COLOR_BGR2BGRA: [red, orange, mauve],
  COLOR_BGR2RGBA: [
    [255, 0, 0],
    [255, 144, 30],
    [200, 64, 128],
  ],
  COLOR_BGR2RGB: [
    [255, 0, 0],
    [255, 144, 30],
    [200, 64, 128],
  ],
  COLOR_BGR2BGR565: [
    [0, 0, 248],
    [24, 144, 248],
    [128, 64, 200],
  ],
  COLOR_BGR2BGR555: [
    [0, 0, 248],
    [24, 144, 248],
    [128, 64, 200],
  ],
  COLOR_BGR2XYZ: [
    [105, 54, 5],
    [162, 159, 51],
    [128, 98, 133],
  ],
  COLOR_BGR2YCrCb: [
    [76, 255, 85],
    [164, 193, 52],
    [112, 191, 137],
  ],
  COLOR_BGR2HSV: [
    [0, 255, 255],
    [15, 225, 255],
    [166, 173, 200],
  ],
  COLOR_BGR2HSV_FULL: [
    [0, 255, 255],
    [22, 225, 255],
    [236, 173, 200],
  ],
  COLOR_BGR2HLS: [
    [0, 128, 255],
    [15, 142, 255],
    [166, 132, 141],
  ],
  COLOR_BGR2HLS_FULL: [
    [0, 127, 254],
    [21, 142, 255],
    [235, 132, 140],
  ],
  COLOR_BGR2Lab: [
    [136, 208, 195],
    [180, 163, 199],
    [125, 187, 122],
  ],
  COLOR_BGR2Luv: [
    [135, 222, 173],
    [179, 162, 199],
    [124, 157, 118],
  ],
  COLOR_BGR2YUV: [
    [76, 91, 255],
    [164, 62, 208],
    [112, 136, 205],
  ],
};

function converted(pixels: readonly Bgr[], width: number, colorspace: Colorspace): number[] {
  const size = { width, height: pixels.length / width };
  const shown = outputSize(size, colorspace);
  const data = new Uint8Array(new SharedArrayBuffer(width * shown.height * 3));
  data.set(pixels.flat());
  convertColours({ ...size, data, captureTimeUs: 0 }, colorspace);
  return [...data];
}

function expectWithinTwo(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] ?? NaN))));
  expect(worst).toBeLessThanOrEqual(2);
}

describe('colours', () => {
  test.each(Object.entries(golden) as [Colorspace, readonly Bgr[]][])(
    'by %s are within two levels of the formulas',
    (colorspace, expected) => {
      expectWithinTwo(converted([red, orange, mauve], 3, colorspace), expected.flat());
    },
  );

  test('of every name are either golden or stacked', () => {
    const stacked = ['COLOR_BGR2YUV_I420', 'COLOR_BGR2YUV_IYUV', 'COLOR_BGR2YUV_YV12'];
    expect([...Object.keys(golden), ...stacked].sort()).toEqual([...colorspaces].sort());
  });

  test.each<[Colorspace, number[]]>([
    ['COLOR_BGR2YUV_I420', [128, 90, 128, 240]],
    ['COLOR_BGR2YUV_IYUV', [128, 90, 128, 240]],
    ['COLOR_BGR2YUV_YV12', [128, 240, 128, 90]],
  ])('by %s lie in planes below the luma', (colorspace, colours) => {
    const pixels = [black, white, red, green, [255, 0, 0], orange, mauve, [17, 99, 5]] as const;
    // Twice, one below the other: three rows in all would be odd, which no encoder takes.
    const gray = converted([...pixels, ...pixels], 4, colorspace).filter((_, index) => index % 3 === 0);
    const luma = [16, 235, 82, 145, 41, 157, 112, 69];
    const [firstLeft, firstRight, secondLeft, secondRight] = colours as [number, number, number, number];
    const first = [firstLeft, firstRight, firstLeft, firstRight];
    const second = [secondLeft, secondRight, secondLeft, secondRight];
    expectWithinTwo(gray, [...luma, ...luma, ...first, ...second]);
  });

  test('in planes leave out the row that would make the height odd', () => {
    expect(outputSize({ width: 4, height: 6 }, 'COLOR_BGR2YUV_I420')).toEqual({ width: 4, height: 8 });
    expect(outputSize({ width: 4, height: 6 }, 'COLOR_BGR2HSV')).toEqual({ width: 4, height: 6 });
  });

  test('of grays have no hue, and black is black in light', () => {
    expect(converted([black, white], 2, 'COLOR_BGR2HSV')).toEqual([0, 0, 0, 0, 0, 255]);
    expectWithinTwo(converted([black, white], 2, 'COLOR_BGR2Luv'), [0, 96, 136, 255, 96, 136]);
  });
});
