import { describe, expect, it } from '@jest/globals';
import {
  completeOrder,
  movedTo,
  nearestBox,
  readOrder,
  stepOf,
} from '../../../../templates/static/js/tile-order.js';

describe('the stored order', () => {
  it('is that of names, whatever else is stored', () => {
    expect(
      ['["b","a","b"]', null, '{"a":1}', '[1,null,"a"]', '["a', '"a"'].map((text) => readOrder(text)),
    ).toEqual([['b', 'a'], [], [], ['a'], [], []]);
  });
});

describe('the order of tiles', () => {
  it('has new streams at the end, and moves no other for them', () => {
    expect(completeOrder(['c', 'a'], ['new', 'a', 'c', 'other'])).toEqual(['c', 'a', 'new', 'other']);
    expect(completeOrder([], ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('has a stream that returns where it was', () => {
    const without = completeOrder(['c', 'b', 'a'], ['a', 'c']);
    expect(movedTo(without, 'a', 'c')).toEqual(['a', 'c', 'b']);
    expect(completeOrder(without, ['a', 'b', 'c'])).toEqual(['c', 'b', 'a']);
  });

  it('does not grow with streams that never return', () => {
    const gone = Array.from({ length: 1000 }, (_, index) => `gone-${index}`);
    const order = completeOrder([...gone, 'a'], ['a', 'b']);
    expect([order.length, order.at(-2), order.at(-1)]).toEqual([202, 'a', 'b']);
  });

  it('has a moved tile where the other one was, in either direction', () => {
    const order = ['a', 'b', 'c', 'd'];
    expect(movedTo(order, 'a', 'c')).toEqual(['b', 'c', 'a', 'd']);
    expect(movedTo(order, 'd', 'b')).toEqual(['a', 'd', 'b', 'c']);
    expect(movedTo(order, 'b', 'b')).toEqual(order);
    expect(movedTo(order, 'b', 'unknown')).toEqual(order);
  });
});

describe('a place to drop', () => {
  const box = (left: number, top: number) => ({ left, top, width: 160, height: 90 });
  const boxes = [box(0, 0), box(164, 0), box(0, 94)];

  it('is the tile below the pointer, else the nearest', () => {
    const points = [
      [10, 10],
      [170, 80],
      [1000, -50],
      [150, 1000],
      [159, 95],
    ] as const;
    expect(points.map(([x, y]) => nearestBox(boxes, x, y))).toEqual([0, 1, 1, 2, 2]);
  });
});

describe('an arrow key', () => {
  it('moves along the line of reading, and by a row', () => {
    const keys = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Enter'];
    expect(keys.map((key) => stepOf(key, 4, false))).toEqual([1, -1, 4, -4, undefined]);
    expect(keys.map((key) => stepOf(key, 4, true))).toEqual([-1, 1, 4, -4, undefined]);
  });
});
