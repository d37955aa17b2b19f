import { spawnSync } from 'node:child_process';
import { canInstallDebianPackages, installDebianPackage } from './debian-packages.mjs';
import { findRtspServerPython } from './gstreamer-rtsp.mjs';

/** What the tests of RTSP cameras need, and the packages of Debian it is in. */
const packages = {
  'python3-gi': () => findRtspServerPython() !== undefined,
  'gir1.2-gst-rtsp-server-1.0': () => findRtspServerPython() !== undefined,
  'gstreamer1.0-plugins-ugly': () => spawnSync('gst-inspect-1.0', ['--exists', 'x264enc']).status === 0,
};

/** Finds GStreamer's RTSP server and the Python that drives it, or installs them where that needs no questions. */
function ensureRtspServer() {
  for (const [name, isThere] of Object.entries(packages)) {
    if (isThere()) continue;
    if (canInstallDebianPackages()) {
      installDebianPackage(name);
      continue;
    }
    process.stderr.write(
      `The tests of RTSP cameras need what Debian has in ${Object.keys(packages).join(', ')}.\n` +
        'Install it, or name a Python that has GstRtspServer in the environment variable GST_RTSP_PYTHON.\n',
    );
    process.exit(1);
  }
}

ensureRtspServer();
