import { findGStreamerPython } from './gstreamer.mjs';

/**
 * A Python that can drive GStreamer's RTSP server: `GST_RTSP_PYTHON` when set, else the first found.
 *
 * @returns {string | undefined}
 */
export function findRtspServerPython() {
  return process.env['GST_RTSP_PYTHON'] || findGStreamerPython(['GstRtspServer']);
}
