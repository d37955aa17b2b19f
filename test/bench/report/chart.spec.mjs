import { describe, expect, it } from '@jest/globals';
import { barPanel, drawChart, linePanel } from './chart.mjs';

const widthsOf = (svg) => [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
const panel = {
  title: 'cost',
  unit: 'µs',
  bars: [
    { name: 'floor', value: 1, kind: 'floor' },
    { name: 'ours', value: 10, kind: 'ours' },
    { name: 'theirs', value: 100, kind: 'others' },
  ],
};

describe('barPanel', () => {
  it('makes each tenfold as much longer', () => {
    const [one, ten, hundred] = widthsOf(barPanel(panel, 0).svg);
    expect(one).toBeGreaterThan(0);
    expect(hundred - ten).toBeCloseTo(ten - one, 0);
  });

  it('leaves out what was not measured', () => {
    const bars = [...panel.bars, { name: 'absent', value: Number.NaN, kind: 'others' }];
    expect(barPanel({ ...panel, bars }, 0).svg).not.toContain('absent');
  });
});

describe('linePanel', () => {
  it('places points in proportion, the origin below on the left', () => {
    const series = [
      {
        name: 'ours',
        kind: 'ours',
        points: [
          [64, 20],
          [0, 0],
          [32, 10],
        ],
      },
    ];
    const { svg } = linePanel({ title: 'viewers', xTitle: 'N', unit: '%', series }, 0);
    const points = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    const [first, middle, last] = points;
    expect(middle[0] - first[0]).toBeCloseTo(last[0] - middle[0], 0);
    expect(first[1] - middle[1]).toBeCloseTo(middle[1] - last[1], 0);
    expect(last[1]).toBeLessThan(first[1]);
  });
});

describe('drawChart', () => {
  it('puts panels below each other and names the image for those who cannot see it', () => {
    const tops = [];
    const remember = (top) => {
      tops.push(top);
      return { svg: '', height: 100 };
    };
    const svg = drawChart('a < b & c', [remember, remember]);
    expect(tops).toEqual([8, 108]);
    expect(svg).toContain('<title>a &lt; b &amp; c</title>');
    expect(svg).toContain('viewBox="0 0 760 208"');
  });
});
