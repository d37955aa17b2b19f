// The soak tests at their full length: an hour of a camera that is unplugged every minute, and a thousand viewers that
// come and go.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(process.execPath, ['tools/jest/run.mjs', 'soak', '--runInBand'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { SOAK_CUTS: '60', SOAK_SECONDS_BETWEEN_CUTS: '60', SOAK_VIEWERS: '1000', ...process.env },
});
process.exitCode = status ?? 1;
