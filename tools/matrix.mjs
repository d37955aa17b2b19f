import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Plays every combination of the matrix, with clips of five seconds; `npm test` plays a part of them, with shorter ones. */
const { status } = spawnSync(
  process.execPath,
  [
    fileURLToPath(new URL('jest/run.mjs', import.meta.url)),
    'matrix',
    '--runInBand',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, MATRIX_LONG: '1' } },
);
process.exitCode = status ?? 1;
