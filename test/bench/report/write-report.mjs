import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { barPanel, drawChart, linePanel } from './chart.mjs';
import { readmeTable } from './readme-table.mjs';
import { replaceBetweenMarkers } from './table.mjs';

const pathOf = (name) => fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
const readme = fileURLToPath(new URL('../../../README.md', import.meta.url));
const page = pathOf('reference/performance.md');
const image = pathOf('images/bench.svg');
const figures = pathOf('images/bench.json');

async function writeFormatted(path, text) {
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

const noted = ({ note }) => (note === undefined ? '' : ` (void: ${note})`);

/** A image of what packets and viewers cost, as far as it was measured. */
function draw({ bars, lines }) {
  const panels = [];
  if (bars !== undefined) {
    const title = `Processor time of a packet, µs, logarithmic${noted(bars)}`;
    panels.push((top) => barPanel({ title, unit: 'µs', bars: bars.list }, top));
  }
  if (lines !== undefined) {
    const title = `The server at so many viewers, % of a core${noted(lines)}`;
    panels.push((top) => linePanel({ title, xTitle: 'viewers', unit: '%', series: lines.list }, top));
  }
  return drawChart('What a packet and a viewer cost, beside others', panels);
}

/**
 * Writes a run into the documentation: the table, the image, and the figures for programs.
 *
 * @param {{ table: string, conditions: string, rows: readonly object[], bars?: object, lines?: object }} run
 */
export async function writeReport({ table, conditions, rows, bars, lines }) {
  await writeFormatted(figures, JSON.stringify({ conditions, rows, bars, lines }));
  writeFileSync(image, draw({ bars, lines }));
  const text = `${conditions}\n\n${table}`;
  await writeFormatted(page, replaceBetweenMarkers(readFileSync(page, 'utf8'), 'bench', text));
  await writeFormatted(
    readme,
    replaceBetweenMarkers(readFileSync(readme, 'utf8'), 'bench', readmeTable(rows)),
  );
}
