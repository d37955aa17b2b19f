// The soak test at its full length: an hour of a camera that is unplugged every minute.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(process.execPath, ['tools/jest/run.mjs', 'soak', '--runInBand'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { SOAK_CUTS: '60', SOAK_SECONDS_BETWEEN_CUTS: '60', ...process.env },
});
process.exitCode = status ?? 1;
