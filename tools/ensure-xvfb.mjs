import { canInstallDebianPackages, installDebianPackage } from './debian-packages.mjs';
import { findOnPath } from './executables.mjs';

/** Finds a display without a screen, or installs one where that needs no questions. */
function ensureXvfb() {
  if (findOnPath('Xvfb') !== undefined) return;
  if (canInstallDebianPackages()) {
    installDebianPackage('xvfb');
    return;
  }
  process.stderr.write('The tests of captured screens need "Xvfb" (Debian: sudo apt-get install xvfb).\n');
  process.exit(1);
}

ensureXvfb();
