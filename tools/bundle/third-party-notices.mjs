import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packageFolder = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The licences of the packages that a bundle has taken in, which each of them demands to be kept with its code.
 *
 * @param {readonly string[]} moduleIds files that were bundled
 * @returns {string}
 */
export function thirdPartyNotices(moduleIds) {
  const folders = new Set(moduleIds.flatMap((id) => packageFolder.exec(id.replaceAll('\\', '/'))?.[1] ?? []));
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { title: `${name} ${version} (${license ?? 'see below'})`, text: licenceIn(folder) };
  });
  return notices
    .toSorted((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ title, text }) => `${title}\n${'-'.repeat(title.length)}\n\n${text}\n`)
    .join('\n');
}

function licenceIn(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined || !existsSync(join(folder, file))
    ? 'Its package has no file with the text.'
    : readFileSync(join(folder, file), 'utf8').trim();
}
