import { ensureDebianPackages } from './debian-packages.mjs';
import { hasElement } from './gstreamer.mjs';
import { findRtspServerPython } from './gstreamer-rtsp.mjs';

/** GStreamer's RTSP server, and the Python that drives it. */
ensureDebianPackages(
  {
    'python3-gi': () => findRtspServerPython() !== undefined,
    'gir1.2-gst-rtsp-server-1.0': () => findRtspServerPython() !== undefined,
    'gstreamer1.0-plugins-ugly': () => hasElement('x264enc'),
  },
  {
    needed: 'The tests of RTSP cameras',
    advice:
      'Install it, or name a Python that has GstRtspServer in the environment variable GST_RTSP_PYTHON.',
  },
);
