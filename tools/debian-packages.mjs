import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages can be installed here without a question: on Debian and its kin, as root. */
export function canInstallDebianPackages() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/**
 * Installs a package of Debian and what it needs. Ends the process when that fails, since nothing after it can work.
 *
 * @param {string} name
 */
export function installDebianPackage(name) {
  process.stdout.write(`Installing the package "${name}".\n`);
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-q', '-y', '--no-install-recommends', name]);
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status === 0) return;
  process.stderr.write(`"${command} ${args.join(' ')}" failed.\n`);
  process.exit(1);
}
