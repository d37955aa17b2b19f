import { ensureDebianPackages } from './debian-packages.mjs';
import { hasElement } from './gstreamer.mjs';
import { findWebRtcPython } from './gstreamer-webrtc.mjs';

/** GStreamer's WebRTC element, what it connects and decodes with, and the Python that drives it. */
ensureDebianPackages(
  {
    'gstreamer1.0-plugins-bad': () => hasElement('webrtcbin') && hasElement('openh264dec'),
    'gstreamer1.0-nice': () => hasElement('nicesrc'),
    'python3-gi': () => findWebRtcPython() !== undefined,
    'gir1.2-gst-plugins-bad-1.0': () => findWebRtcPython() !== undefined,
  },
  {
    needed: 'The tests with GStreamer’s WebRTC',
    advice: 'Install it, or name a Python that has GstWebRTC in the environment variable GST_WEBRTC_PYTHON.',
  },
);
