import { spawnSync } from 'node:child_process';
import { canInstallDebianPackages, installDebianPackage } from './debian-packages.mjs';
import { findOnPath } from './executables.mjs';

/** The elements the tests name, and the packages of Debian they are in. */
const packages = {
  'gstreamer1.0-tools': () => findOnPath('gst-launch-1.0') !== undefined,
  'gstreamer1.0-plugins-base': () => hasElement('videotestsrc'),
  'gstreamer1.0-plugins-good': () => hasElement('y4menc'),
};

/** Finds GStreamer's launcher and the elements the tests need, or installs them where that needs no questions. */
function ensureGStreamer() {
  for (const [name, isThere] of Object.entries(packages)) {
    if (isThere()) continue;
    if (canInstallDebianPackages()) {
      installDebianPackage(name);
      continue;
    }
    process.stderr.write(
      `The tests of GStreamer pipelines need what Debian has in ${Object.keys(packages).join(', ')}.\n` +
        'Install it (macOS: brew install gstreamer).\n',
    );
    process.exit(1);
  }
}

function hasElement(name) {
  return spawnSync('gst-inspect-1.0', ['--exists', name]).status === 0;
}

ensureGStreamer();
