import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages can be installed here without a question: on Debian and its kin, as root. */
export function canInstallDebianPackages() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/**
 * Makes sure of what the tests need, and installs what is missing where that needs no questions. Ends the process
 * where it does.
 *
 * @param {Record<string, () => boolean>} packages names of packages, each with the question whether what is needed of
 *   it is there
 * @param {{ readonly needed: string, readonly advice: string }} words what needs them, and how to install them elsewhere
 */
export function ensureDebianPackages(packages, { needed, advice }) {
  for (const [name, isThere] of Object.entries(packages)) {
    if (isThere()) continue;
    if (canInstallDebianPackages()) {
      installDebianPackage(name);
      continue;
    }
    process.stderr.write(
      `${needed} need what Debian has in ${Object.keys(packages).join(', ')}.\n${advice}\n`,
    );
    process.exit(1);
  }
}

/** Another installation may be under way on a machine that has just started, and a mirror may be slow once. */
const patience = [
  '-o',
  'DPkg::Lock::Timeout=120',
  '-o',
  'Acquire::Retries=3',
  '-o',
  'Acquire::http::Timeout=30',
];

/**
 * Installs a package of Debian and what it needs. Ends the process when that fails, since nothing after it can work.
 *
 * @param {string} name
 */
export function installDebianPackage(name) {
  process.stdout.write(`Installing the package "${name}".\n`);
  const install = ['install', '-q', '-y', '--no-install-recommends', name];
  // The lists of a new machine are empty, and old ones name packages that are gone: fetched when they are needed.
  if (aptGet(install) || (aptGet(['update', '-q']) && aptGet(install))) return;
  process.stderr.write(`"apt-get ${install.join(' ')}" failed.\n`);
  process.exit(1);
}

function aptGet(args) {
  const { status } = spawnSync('apt-get', [...patience, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}
