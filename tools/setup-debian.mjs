// Installs the programs that the tests drive, from Debian's packages. Asks nothing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describePrograms, missingPrograms, packagesOf } from './test-programs.mjs';

/** Another installation may hold the lock on a machine that has just started, and a mirror may be slow once. */
const patience = [
  '-o',
  'DPkg::Lock::Timeout=120',
  '-o',
  'Acquire::Retries=3',
  '-o',
  'Acquire::http::Timeout=30',
];

function setUp() {
  const missing = missingPrograms();
  if (missing.length === 0) return;
  const packages = packagesOf(missing);
  if (!existsSync('/etc/debian_version')) {
    fail(`This is no Debian. Install by other means:\n${describePrograms(missing)}`);
  }
  if (process.getuid?.() !== 0) {
    fail(`Only root can install ${packages.join(' ')}. Run: sudo npm run setup:debian\n`);
  }
  process.stdout.write(`Installing ${packages.join(' ')}.\n`);
  const install = ['install', '-q', '-y', '--no-install-recommends', ...packages];
  // The lists of a new machine are empty, and old ones name versions that are gone: fetched when they are needed.
  if (!aptGet(install) && !(aptGet(['update', '-q']) && aptGet(install))) {
    fail(`"apt-get ${install.join(' ')}" failed.\n`);
  }
  const stillMissing = missingPrograms(missing);
  if (stillMissing.length > 0) {
    fail(`The packages are installed, but did not bring:\n${describePrograms(stillMissing)}`);
  }
}

function aptGet(args) {
  const { status } = spawnSync('apt-get', [...patience, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

function fail(reason) {
  process.stderr.write(reason);
  process.exit(1);
}

setUp();
