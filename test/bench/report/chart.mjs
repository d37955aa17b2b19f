// Draws the figures of a run. Its colours are such as show on white and on black.
const ink = '#7a818a';
const colours = { floor: '#8e959e', ours: '#2f81f7', others: '#d9822b' };
const width = 760;
const left = 190;
const right = 90;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function label(x, y, text, more = '') {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(text)}</text>`;
}

const rounded = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/**
 * Bars over a logarithmic scale: what is ten times as long costs ten times as much only on a scale that nothing fits on.
 *
 * @param {{ title: string, unit: string, bars: readonly { name: string, value: number, kind: keyof typeof colours }[] }} panel
 * @param {number} top
 * @returns {{ svg: string, height: number }}
 */
export function barPanel({ title, unit, bars }, top) {
  const drawn = bars.filter(({ value }) => value > 0 && Number.isFinite(value));
  const lowest = 10 ** Math.floor(Math.log10(Math.min(...drawn.map(({ value }) => value)) / 1.5));
  const highest = Math.max(...drawn.map(({ value }) => value));
  const lengthOf = (value) =>
    (width - left - right) * (Math.log(value / lowest) / Math.log(highest / lowest));
  const rows = drawn.map(({ name, value, kind }, at) => {
    const y = top + 34 + 24 * at;
    const length = lengthOf(value);
    return [
      label(left - 8, y + 12, name, 'text-anchor="end"'),
      `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="16" rx="2" fill="${colours[kind]}"/>`,
      label(left + length + 6, y + 12, `${rounded(value)} ${unit}`),
    ].join('');
  });
  const heading = label(8, top + 18, title, 'font-weight="bold"');
  return { svg: [heading, ...rows].join('\n'), height: 48 + 24 * drawn.length };
}

/**
 * Points and the line through each series, both axes from 0.
 *
 * @param {{ title: string, xTitle: string, unit: string, series: readonly { name: string, kind: keyof typeof colours,
 *   points: readonly (readonly [number, number])[] }[] }} panel
 * @param {number} top
 * @returns {{ svg: string, height: number }}
 */
export function linePanel({ title, xTitle, unit, series }, top) {
  const plotHeight = 190;
  const [y0, x0] = [top + 34 + plotHeight, 60];
  const all = series.flatMap(({ points }) => points);
  const [highestX, highestY] = [0, 1].map((axis) => Math.max(1e-9, ...all.map((point) => point[axis])));
  const place = ([x, y]) => [x0 + (x / highestX) * (width - x0 - right), y0 - (y / highestY) * plotHeight];
  const parts = [label(8, top + 18, title, 'font-weight="bold"')];
  for (const share of [0, 0.5, 1]) {
    const [, y] = place([0, share * highestY]);
    parts.push(`<path d="M${x0} ${y.toFixed(1)}H${width - right}" stroke="${ink}" stroke-opacity="0.35"/>`);
    parts.push(label(x0 - 6, y + 4, `${(share * highestY).toFixed(0)} ${unit}`, 'text-anchor="end"'));
  }
  for (const share of [0, 0.5, 1]) {
    const [x] = place([share * highestX, 0]);
    parts.push(label(x, y0 + 16, String(Math.round(share * highestX)), 'text-anchor="middle"'));
  }
  parts.push(label((x0 + width - right) / 2, y0 + 32, xTitle, 'text-anchor="middle"'));
  for (const { name, kind, points } of series) {
    const sorted = points.toSorted(([a], [b]) => a - b).map(place);
    const path = sorted.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    parts.push(`<polyline points="${path}" fill="none" stroke="${colours[kind]}" stroke-width="1.5"/>`);
    for (const [x, y] of sorted) {
      parts.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colours[kind]}"/>`);
    }
    const [x, y] = sorted.at(-1) ?? [x0, y0];
    parts.push(label(x + 8, y + 4, name, `fill="${colours[kind]}"`));
  }
  return { svg: parts.join('\n'), height: plotHeight + 84 };
}

/**
 * One image of several panels, one below the other.
 *
 * @param {string} title for those who cannot see it
 * @param {readonly ((top: number) => { svg: string, height: number })[]} panels
 */
export function drawChart(title, panels) {
  let top = 8;
  const drawn = panels.map((draw) => {
    const { svg, height } = draw(top);
    top += height;
    return svg;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" font-family="sans-serif" font-size="12" fill="${ink}">
<title>${escaped(title)}</title>
${drawn.join('\n')}
</svg>
`;
}
