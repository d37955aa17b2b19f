import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';

/** Finds Chromium, or installs it where that needs no questions: on Debian and its kin, as root. */
function ensureChromium() {
  if (findChromium() !== undefined) return;
  const isRootOnDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!isRootOnDebian) {
    fail('The browser tests need Chromium or Chrome, and none was found.');
  }
  process.stdout.write('Chromium is missing: installing the package "chromium".\n');
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium']);
  if (findChromium() === undefined) fail('The package "chromium" is installed, but brought no Chromium.');
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) fail(`"${command} ${args.join(' ')}" failed.`);
}

function fail(reason) {
  process.stderr.write(
    `${reason}\n` +
      'Install it (Debian, Ubuntu: sudo apt-get install chromium; Fedora: sudo dnf install chromium;\n' +
      'macOS: brew install --cask google-chrome), or name one in the environment variable CHROMIUM_PATH.\n',
  );
  process.exit(1);
}

ensureChromium();
