import { spawnSync } from 'node:child_process';

// Debian's own Python first: one from elsewhere earlier on the PATH does not see the packages of Debian.
const candidates = ['/usr/bin/python3', 'python3'];

/**
 * A Python that has aiortc, the library the original is made of and its Python clients use: `AIORTC_PYTHON` when set,
 * else the first found.
 *
 * @returns {string | undefined}
 */
export function findAiortcPython() {
  if (process.env['AIORTC_PYTHON']) return process.env['AIORTC_PYTHON'];
  return candidates.find((python) => spawnSync(python, ['-c', 'import aiortc']).status === 0);
}
