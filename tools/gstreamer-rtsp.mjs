import { spawnSync } from 'node:child_process';

// Debian's own Python first: one from elsewhere earlier on the PATH does not see the packages of Debian.
const candidates = ['/usr/bin/python3', 'python3'];

const needed = `
import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer
`;

/**
 * A Python that can drive GStreamer's RTSP server: `GST_RTSP_PYTHON` when set, else the first found.
 *
 * @returns {string | undefined}
 */
export function findRtspServerPython() {
  if (process.env['GST_RTSP_PYTHON']) return process.env['GST_RTSP_PYTHON'];
  return candidates.find((python) => spawnSync(python, ['-c', needed]).status === 0);
}
