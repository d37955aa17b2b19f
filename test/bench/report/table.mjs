import { targets } from './targets.mjs';
import { isCertain, verdictOf } from './verdict.mjs';

/** @typedef {import('./verdict.mjs').Row} Row */

const words = { stretch: '**stretch** reached', must: '**must** reached', missed: 'not reached', none: '' };

/** @param {number} value @param {number} digits */
export function figure(value, digits) {
  return Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** @param {string} text @param {string} unit */
export const withUnit = (text, unit) => (unit === '' ? text : `${text} ${unit}`);

function bound(value, { better }, unit) {
  return value === undefined ? '' : withUnit(`${better === 'lower' ? '≤' : '≥'} ${value}`, unit);
}

/** @param {Row} row */
function cells(row) {
  const { id, title, value, range, unit, digits, beside = '', voidBecause } = row;
  const target = targets[id];
  const spread = range === undefined ? '' : ` (${range.map((end) => figure(end, digits)).join(' to ')})`;
  const verdict = verdictOf(row, target);
  const certainty = target === undefined || isCertain(row, target) ? '' : ', not for certain';
  const said = verdict === 'void' ? `_void_: ${voidBecause ?? 'not measured'}` : words[verdict] + certainty;
  const bounds =
    target === undefined ? ['', ''] : [bound(target.must, target, unit), bound(target.stretch, target, unit)];
  return [title, withUnit(figure(value, digits), unit) + spread, beside, ...bounds, said];
}

/**
 * The rows as a table in Markdown, not yet aligned.
 *
 * @param {readonly Row[]} rows
 */
export function markdownTable(rows) {
  const head = ['what', 'figure', 'reference, in the same run', 'must', 'stretch', 'verdict'];
  return markdownLines([head, ...rows.map(cells)]);
}

/**
 * A table in Markdown, not yet aligned.
 *
 * @param {readonly (readonly string[])[]} lines cells of the head and of each row
 */
export function markdownLines([head, ...rows]) {
  const lines = [head, head.map(() => '---'), ...rows];
  // A bar inside a cell would be the end of it.
  return lines.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/**
 * Puts text between two markers, and leaves the rest of a page as it is.
 *
 * @param {string} page
 * @param {string} name of the markers
 * @param {string} text
 * @throws Error when the page has no such markers
 */
export function replaceBetweenMarkers(page, name, text) {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`The page lacks the markers "${begin}" and "${end}".`);
  return `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}
