import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const chromiumPlaces = [
  '/usr/lib/chromium/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

// Debian's own Python first: one from elsewhere earlier on the PATH does not see the packages of Debian.
const pythons = ['/usr/bin/python3', 'python3'];

/**
 * Where on the `PATH` an executable of this name is.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  return foldersOfPath()
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/**
 * The Chromium to test with: `CHROMIUM_PATH` when set, else the first found on the `PATH` or in its usual places.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  if (process.env['CHROMIUM_PATH']) return process.env['CHROMIUM_PATH'];
  const onPath = foldersOfPath().flatMap((folder) => chromiumNames.map((name) => join(folder, name)));
  return [...onPath, ...chromiumPlaces].find(isExecutable);
}

/**
 * A Firefox: `FIREFOX_PATH` when set, else the first found.
 *
 * @returns {string | undefined}
 */
export function findFirefox() {
  return process.env['FIREFOX_PATH'] || findOnPath('firefox-esr') || findOnPath('firefox');
}

/**
 * The TURN server coturn: `TURNSERVER_PATH` when set, else the one on the `PATH`.
 *
 * @returns {string | undefined}
 */
export function findTurnServer() {
  return process.env['TURNSERVER_PATH'] || findOnPath('turnserver');
}

/**
 * The NATS server: `NATS_SERVER_PATH` when set, else the one on the `PATH`.
 *
 * @returns {string | undefined}
 */
export function findNatsServer() {
  return process.env['NATS_SERVER_PATH'] || findOnPath('nats-server');
}

/**
 * A Python that has aiortc, the library the original is made of and its Python clients use: `AIORTC_PYTHON` when set,
 * else the first found.
 *
 * @returns {string | undefined}
 */
export function findAiortcPython() {
  return process.env['AIORTC_PYTHON'] || findPython('import aiortc');
}

/**
 * A Python that has the client of Prometheus, whose parsers are those of the formats: `PROMETHEUS_PYTHON` when set, else the
 * first found.
 *
 * @returns {string | undefined}
 */
export function findPrometheusPython() {
  return process.env['PROMETHEUS_PYTHON'] || findPython('import prometheus_client.openmetrics.parser');
}

/**
 * A Python that can drive GStreamer's RTSP server: `GST_RTSP_PYTHON` when set, else the first found.
 *
 * @returns {string | undefined}
 */
export function findRtspServerPython() {
  return process.env['GST_RTSP_PYTHON'] || findGStreamerPython(['GstRtspServer']);
}

/**
 * A Python that can drive GStreamer's WebRTC element: `GST_WEBRTC_PYTHON` when set, else the first found.
 *
 * @returns {string | undefined}
 */
export function findWebRtcPython() {
  return process.env['GST_WEBRTC_PYTHON'] || findGStreamerPython(['GstWebRTC', 'GstSdp']);
}

/**
 * Whether GStreamer has all of these elements.
 *
 * @param {...string} names
 */
export function hasElements(...names) {
  // Of any version: libnice has its own numbers, which are always below GStreamer's.
  return names.every(
    (name) => spawnSync('gst-inspect-1.0', ['--exists', '--atleast-version=0.0.0', name]).status === 0,
  );
}

function findGStreamerPython(namespaces) {
  const lines = ['Gst', ...namespaces].flatMap((name) => [
    `gi.require_version('${name}', '1.0')`,
    `from gi.repository import ${name}`,
  ]);
  return findPython(['import gi', ...lines].join('\n'));
}

function findPython(program) {
  return pythons.find((python) => spawnSync(python, ['-c', program]).status === 0);
}

function foldersOfPath() {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
