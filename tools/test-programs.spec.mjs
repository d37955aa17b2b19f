import { expect, it, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describePrograms, mayInstall, missingPrograms, packagesOf } from './test-programs.mjs';

const there = { name: 'a', packages: ['a-package', 'both'], isThere: () => true };
const absent = { name: 'b', packages: ['b-package', 'both'], variable: 'B_PATH', isThere: () => false };

it('says what is missing, what brings it, and how to name another', () => {
  expect(missingPrograms([there, absent])).toEqual([absent]);
  expect(describePrograms([absent])).toBe('  - b (Debian: b-package both, or one named by B_PATH)\n');
  expect(packagesOf([there, absent])).toEqual(['a-package', 'both', 'b-package']);
});

test.each([
  [{}, false],
  [{ CI: '' }, false],
  [{ CI: 'false' }, false],
  [{ CI: 'true' }, true],
  [{ CI: '1' }, true],
  [{ SETUP_DEBIAN: '1' }, true],
  [{ SETUP_DEBIAN: '0', CI: 'true' }, false],
  [{ SETUP_DEBIAN: '', CI: 'true' }, true],
])('in an environment with %j, whether packages may be installed is %j', (environment, expected) => {
  expect(mayInstall(environment)).toBe(expected);
});

test.each([
  [{}, []],
  [{ CI: 'true' }, ['install', 'update', 'install']],
])('without any program and with %j, apt-get is asked to %j', (environment, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-'));
  try {
    const log = join(folder, 'log');
    writeFileSync(join(folder, 'apt-get'), `#!/bin/sh\necho "$*" >> ${log}\n[ "$7" = update ]\n`, {
      mode: 0o755,
    });
    writeFileSync(log, '');
    const script = fileURLToPath(new URL('ensure-test-programs.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script], {
      env: { ...environment, PATH: folder },
      encoding: 'utf8',
    });
    const asked = readFileSync(log, 'utf8').match(/(?<= )(?:install|update)(?= )/g) ?? [];
    const canInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0;
    expect(status).toBe(1);
    expect(asked).toEqual(canInstall ? expected : []);
    expect(stderr).toMatch(/coturn/);
    expect(stderr).toMatch(expected.length === 0 ? /npm run setup:debian/ : /failed|other means|sudo/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
