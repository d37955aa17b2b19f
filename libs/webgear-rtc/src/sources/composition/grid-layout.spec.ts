import { describe, expect, it } from '@jest/globals';
import { type CompositionOptions, areaWithin, layOut } from './grid-layout.js';

describe('the layout of a grid', () => {
  it.each([
    [1, {}, 640, 360],
    [2, {}, 1280, 360],
    [3, {}, 1280, 720],
    [4, {}, 1280, 720],
    [5, {}, 1920, 720],
    [3, { columns: 1 }, 640, 1080],
    [2, { columns: 9, cellSize: [64, 48] }, 128, 48],
  ] as const)('has room for %d parts with %j: %dx%d', (count, options, width, height) => {
    expect(layOut(count, options)).toMatchObject({ width, height, framerate: 30 });
  });

  it('goes row by row', () => {
    const { cells } = layOut(3, { cellSize: [100, 50] });
    expect(cells.map(({ left, top }) => [left, top])).toEqual([
      [0, 0],
      [100, 0],
      [0, 50],
    ]);
  });

  it.each<[number, unknown, string]>([
    [0, {}, 'Option "grid.parts" must be a list of sources, but got 0.'],
    [2, { cellSize: [641, 360] }, 'Option "grid.cellSize" must be a width and a height in pixels'],
    [2, { columns: 0 }, 'Option "grid.columns" must be at least 1'],
    [2, { column: 2 }, 'Unknown option "grid.column". Did you mean "columns"?'],
  ])('of %d parts with %j is refused', (count, options, message) => {
    expect(() => layOut(count, options as CompositionOptions)).toThrow(message);
  });

  it('fits and centres a frame in its cell, on even pixels', () => {
    const cell = { left: 100, top: 50, width: 160, height: 90 };
    expect(areaWithin(cell, { width: 1920, height: 1080 })).toEqual(cell);
    expect(areaWithin(cell, { width: 300, height: 300 })).toEqual({
      left: 134,
      top: 50,
      width: 90,
      height: 90,
    });
    expect(areaWithin(cell, { width: 1000, height: 10 })).toEqual({
      left: 100,
      top: 94,
      width: 160,
      height: 2,
    });
  });
});
