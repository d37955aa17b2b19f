import { canInstallDebianPackages, installDebianPackage } from './debian-packages.mjs';
import { findOnPath } from './executables.mjs';

/** Finds the ffmpeg program, or installs it where that needs no questions. */
function ensureFfmpeg() {
  if (process.env['FFMPEG_PATH'] || findOnPath('ffmpeg') !== undefined) return;
  if (canInstallDebianPackages()) {
    installDebianPackage('ffmpeg');
    return;
  }
  process.stderr.write(
    'The tests of sources that are read by the ffmpeg program need it, and none was found.\n' +
      'Install it (Debian, Ubuntu: sudo apt-get install ffmpeg; macOS: brew install ffmpeg), or name one in the\n' +
      'environment variable FFMPEG_PATH.\n',
  );
  process.exit(1);
}

ensureFfmpeg();
