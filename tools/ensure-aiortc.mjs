import { findAiortcPython } from './aiortc.mjs';
import { canInstallDebianPackages, installDebianPackage } from './debian-packages.mjs';

/** Finds a Python with aiortc, or installs it where that needs no questions. */
function ensureAiortc() {
  if (findAiortcPython() !== undefined) return;
  if (!canInstallDebianPackages()) {
    fail('The interoperability tests need Python with aiortc, and none was found.');
  }
  installDebianPackage('python3-aiortc');
  if (findAiortcPython() === undefined)
    fail('The package "python3-aiortc" is installed, but brought no aiortc.');
}

function fail(reason) {
  process.stderr.write(
    `${reason}\n` +
      'Install it (Debian, Ubuntu: sudo apt-get install python3-aiortc; elsewhere: pip install aiortc), or name the\n' +
      'Python that has it in the environment variable AIORTC_PYTHON.\n',
  );
  process.exit(1);
}

ensureAiortc();
