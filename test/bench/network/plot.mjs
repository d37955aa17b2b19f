/** @typedef {import('./series.mjs').Second} Second */

// Colours that show on white and on black.
const ink = '#7a818a';
const lineColour = '#d9822b';
const rateColour = '#e5484d';
/** Of frames, by their height: the higher, the darker. */
const frameColours = [
  [720, '#2f81f7'],
  [360, '#6cb6ff'],
  [1, '#b6dcff'],
];
const width = 760;
const [left, right] = [56, 72];
const [plotHeight, panelHeight] = [72, 124];
const mostFps = 30;
const mostBps = 3_200_000;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const label = (x, y, text, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(text)}</text>`;
const share = (value, most) => plotHeight * Math.min(1, value / most);

/**
 * What one viewer saw, second by second: bars are frames, darker ones of a higher rung; lines are what the line carried and
 * what was received.
 *
 * @param {{ title: string, seconds: readonly Second[] }} panel
 * @param {number} top
 */
function panel({ title, seconds }, top) {
  const bottom = top + 26 + plotHeight;
  const step = (width - left - right) / Math.max(1, seconds.length);
  const x = (second) => left + second * step;
  const bars = seconds.map(({ fps, height }, second) => {
    const [, colour] = frameColours.find(([least]) => height >= least) ?? [0, ink];
    const tall = share(fps, mostFps);
    return `<rect x="${x(second).toFixed(1)}" y="${(bottom - tall).toFixed(1)}" width="${Math.max(0.5, step - 1).toFixed(1)}" height="${tall.toFixed(1)}" fill="${colour}"/>`;
  });
  const path = (valueOf, colour) => {
    const points = seconds.map((second, index) => {
      const y = (bottom - share(valueOf(second), mostBps)).toFixed(1);
      return `${x(index).toFixed(1)},${y} ${x(index + 1).toFixed(1)},${y}`;
    });
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  };
  const marks = [0, 0.5, 1].map((part) => Math.round(part * seconds.length));
  return [
    label(8, top + 16, title, 'font-weight="bold"'),
    `<path d="M${left} ${bottom}H${width - right}" stroke="${ink}" stroke-opacity="0.5"/>`,
    ...bars,
    path(({ lineBps }) => lineBps ?? Infinity, lineColour),
    path(({ receivedBps }) => receivedBps, rateColour),
    label(left - 6, bottom - plotHeight + 8, `${mostFps} fps`, 'text-anchor="end"'),
    label(left - 6, bottom, '0', 'text-anchor="end"'),
    label(width - right + 6, bottom - plotHeight + 8, `${mostBps / 1e6} Mb/s`),
    ...marks.map((second) => label(x(second), bottom + 14, `${second} s`, 'text-anchor="middle"')),
  ].join('\n');
}

/**
 * One image of all viewers, one below the other.
 *
 * @param {readonly { title: string, seconds: readonly Second[] }[]} panels
 */
export function drawNetwork(panels) {
  const legend = [
    ['frames per second, 720p', frameColours[0][1]],
    ['360p', frameColours[1][1]],
    ['lower', frameColours[2][1]],
    ['rate of the line', lineColour],
    ['received', rateColour],
  ];
  const starts = [8, 190, 246, 306, 420];
  const keys = legend.map(([text, colour], index) => {
    const x = starts[index];
    return `<rect x="${x}" y="8" width="12" height="12" fill="${colour}"/>${label(x + 16, 18, text)}`;
  });
  const drawn = panels.map((each, index) => panel(each, 28 + index * panelHeight));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${28 + panels.length * panelHeight}" font-family="sans-serif" font-size="12" fill="${ink}">
<title>What viewers see on bad lines, second by second</title>
${keys.join('\n')}
${drawn.join('\n')}
</svg>
`;
}
