import { describe, expect, it } from '@jest/globals';
import { boxesOf, frameArea } from './detected-boxes.js';

describe('the boxes of a message', () => {
  it('have a label, a score and a colour if they are stated', () => {
    const boxes = [
      { x: 0, y: 0.25, w: 0.5, h: 0.75, label: 'person', score: 0.876, colour: '#f00' },
      { x: 0.1, y: 0.1, w: 0.1, h: 0.1 },
      { x: 0.1, y: 0.1, w: 0.1, h: 0.1, score: 1, color: 'red' },
    ];
    expect(boxesOf({ boxes })).toEqual([
      { x: 0, y: 0.25, w: 0.5, h: 0.75, text: 'person 88 %', colour: '#f00' },
      { x: 0.1, y: 0.1, w: 0.1, h: 0.1, text: '', colour: '' },
      { x: 0.1, y: 0.1, w: 0.1, h: 0.1, text: '100 %', colour: 'red' },
    ]);
  });

  it.each([undefined, null, 1, 'boxes', {}, { boxes: 1 }])('are none in %j', (value) => {
    expect(boxesOf(value)).toBeUndefined();
  });

  it('leave out what is no box, and what is too much', () => {
    const box = { x: 0, y: 0, w: 1, h: 1 };
    const boxes = [null, 1, {}, { ...box, w: 'a' }, { ...box, h: 0 }, { ...box, x: Number.NaN }, box];
    expect(boxesOf({ boxes })).toHaveLength(1);
    expect(boxesOf({ boxes: Array.from({ length: 300 }, () => box) })).toHaveLength(200);
    const [{ text } = { text: '' }] = boxesOf({ boxes: [{ ...box, label: 'a'.repeat(999) }] }) ?? [];
    expect(text).toHaveLength(64);
  });
});

describe('the area of a frame in its layer', () => {
  const frame = { width: 1280, height: 720 };

  it.each([
    ['contain', { width: 800, height: 800 }, { x: 0, y: 175, width: 800, height: 450 }],
    ['contain', { width: 1600, height: 450 }, { x: 400, y: 0, width: 800, height: 450 }],
    ['cover', { width: 450, height: 450 }, { x: -175, y: 0, width: 800, height: 450 }],
    ['fill', { width: 100, height: 300 }, { x: 0, y: 0, width: 100, height: 300 }],
    ['', { width: 1280, height: 720 }, { x: 0, y: 0, width: 1280, height: 720 }],
  ])('with %s in %j', (fit, layer, area) => {
    expect(frameArea(frame, layer, fit)).toEqual(area);
  });
});
