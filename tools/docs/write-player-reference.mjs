// Writes the tables of docs/reference/player.md from the comments in the sources of the player.
import { readFileSync, writeFileSync } from 'node:fs';
import { renderPlayerReference } from './player-reference.mjs';
import { playerPage, playerSources } from './player-sources.mjs';

writeFileSync(playerPage, renderPlayerReference(readFileSync(playerPage, 'utf8'), playerSources));
