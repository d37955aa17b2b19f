import { findGStreamerPython } from './gstreamer.mjs';

/**
 * A Python that can drive GStreamer's WebRTC element: `GST_WEBRTC_PYTHON` when set, else the first found.
 *
 * @returns {string | undefined}
 */
export function findWebRtcPython() {
  return process.env['GST_WEBRTC_PYTHON'] || findGStreamerPython(['GstWebRTC', 'GstSdp']);
}
