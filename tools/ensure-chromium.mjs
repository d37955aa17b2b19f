import { findChromium } from './chromium.mjs';
import { canInstallDebianPackages, installDebianPackage } from './debian-packages.mjs';

/** Finds Chromium, or installs it where that needs no questions. */
function ensureChromium() {
  if (findChromium() !== undefined) return;
  if (!canInstallDebianPackages()) {
    fail('The browser tests need Chromium or Chrome, and none was found.');
  }
  installDebianPackage('chromium');
  if (findChromium() === undefined) fail('The package "chromium" is installed, but brought no Chromium.');
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
