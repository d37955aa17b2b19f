import { readdirSync, readFileSync } from 'node:fs';
import { renderPlayerReference } from './player-reference.mjs';

const folder = new URL('../../libs/webgear-rtc/src/player/', import.meta.url);

/** The page on the player. */
export const playerPage = new URL('../../docs/reference/player.md', import.meta.url);

/** The sources of the player. */
export const playerSources = {
  read: (file) => readFileSync(new URL(file, folder), 'utf8'),
  files: readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .toSorted(),
};

/** Whether the page differs from the sources, as violations of a rule. */
export function stalePlayerReference() {
  const page = readFileSync(playerPage, 'utf8');
  if (renderPlayerReference(page, playerSources) === page) return [];
  const detail = 'differs from the comments in the sources; run `npm run docs:player`';
  return [{ path: 'docs/reference/player.md', line: 1, rule: 'generated-page', detail }];
}
