import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { markdownLines, replaceBetweenMarkers } from '../report/table.mjs';
import { drawNetwork } from './plot.mjs';

/**
 * What became of one scenario with one server.
 *
 * @typedef {object} Result
 * @property {string} id
 * @property {string} title
 * @property {string} server
 * @property {import('./judge.mjs').Check[]} checks
 * @property {import('./series.mjs').Second[][]} seconds
 * @property {string} machine what else it did
 */

const pathOf = (name) => fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));

/** @param {Result[]} results */
export function networkTable(results) {
  const head = ['line (delay 20 ms, queue 300 ms)', 'server', 'must', 'reached', 'verdict'];
  const rows = results.flatMap(({ title, server, checks }) =>
    checks.map(({ must, reached, isReached }, index) => [
      index === 0 ? title : '',
      index === 0 ? server : '',
      must,
      reached,
      isReached ? 'reached' : '**not reached**',
    ]),
  );
  return markdownLines([head, ...rows]);
}

/** @param {Result[]} results */
export function networkPlot(results) {
  return drawNetwork(
    results.flatMap(({ title, server, seconds }) =>
      seconds.map((ofViewer, viewer) => ({
        title: `${title}${seconds.length > 1 ? `, viewer ${viewer + 1}` : ''} (${server})`,
        seconds: ofViewer,
      })),
    ),
  );
}

/**
 * Writes a run into the documentation: the table and the plot.
 *
 * @param {string} conditions
 * @param {Result[]} results
 */
export async function writeNetworkReport(conditions, results) {
  const page = pathOf('reference/performance.md');
  const image =
    '![Frames, rungs and rates that viewers see on bad lines, second by second](../images/network.svg)';
  const text = `${conditions}\n\n${networkTable(results)}\n\n${image}`;
  await writeFormatted(page, replaceBetweenMarkers(readFileSync(page, 'utf8'), 'network', text));
  writeFileSync(pathOf('images/network.svg'), networkPlot(results));
}

async function writeFormatted(path, text) {
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}
