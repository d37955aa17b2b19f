import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { errorRegistry } from '../../libs/webgear-rtc/src/errors/error-registry.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['docs', 'examples', 'libs/webgear-rtc/src', 'test'];
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  'libs/webgear-rtc/README.md',
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
      .map((path) => join(folder, path)),
  ),
];

function read(page) {
  // What stands in code is an example, not a link.
  return readFileSync(join(root, page), 'utf8').replaceAll(/^```[^]*?^```/gm, '');
}

/** The anchors of a page as GitHub makes them. */
function anchorsOf(page) {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}

/** Codes of earlier editions: those in the first column of the tables of migration.md. */
function formerCodes() {
  return [...read('docs/migration.md').matchAll(/^\| `(WGR_[A-Z_]+)` /gm)].map(([, code]) => code);
}

function brokenLinks(page) {
  const targets = [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => {
    const [path, anchor] = target.split('#', 2);
    const file = path === '' ? join(root, page) : resolve(root, dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(relative(root, file)).includes(anchor);
  });
}

describe('the documentation', () => {
  it.each(pages)('%s has no link that leads nowhere', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it.each(pages)('%s names only error codes that exist', (page) => {
    const codes = [...read(page).matchAll(/\bWGR_[A-Z_]*[A-Z]\b/g)].map(([code]) => code);
    const former = page === 'docs/migration.md' ? formerCodes() : [];
    expect(codes.filter((code) => !Object.hasOwn(errorRegistry, code) && !former.includes(code))).toEqual([]);
  });

  it('has every page of docs/ in its index', () => {
    const index = read('docs/README.md');
    const missing = pages.filter(
      (page) =>
        page.startsWith('docs/') &&
        page !== 'docs/README.md' &&
        !index.includes(`](${relative('docs', page)})`),
    );
    expect(missing).toEqual([]);
  });

  it('states for the answers to offers the status that each error has', () => {
    const rows = [...read('docs/reference/http.md').matchAll(/^\| (\d{3}) +\| (`WGR_[^|]+)\|/gm)];
    const stated = rows.flatMap(([, status, codes]) =>
      [...codes.matchAll(/`(WGR_\w+)`/g)].map(([, code]) => [code, Number(status)]),
    );
    expect(stated.length).toBeGreaterThan(5);
    expect(stated).toEqual(stated.map(([code]) => [code, errorRegistry[code].status]));
  });
});

describe('the page on security', () => {
  const folder = join(root, 'docs/reference');
  const named = [...read('docs/reference/security.md').matchAll(/\]\(([^)]+\.ts)\)(?:: )“([^”]+)”/g)];

  it('names a test in each row', () => {
    const [tables = ''] = read('docs/reference/security.md').split('## Leak test');
    const rows = tables.match(/^\| (?!-|Threat).*$/gm) ?? [];
    expect(rows.filter((row) => !row.includes('“'))).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(rows.length);
  });

  it.each(named.map(([, file, name]) => [file, name]))('is right that %s has “%s”', (file, name) => {
    expect(readFileSync(resolve(folder, file), 'utf8')).toContain(name);
  });
});
