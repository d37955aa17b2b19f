import {
  findAiortcPython,
  findChromium,
  findFirefox,
  findNatsServer,
  findOnPath,
  findPrometheusPython,
  findRtspServerPython,
  findTurnServer,
  findWebRtcPython,
  hasElements,
} from './executables.mjs';

/**
 * A program that tests drive.
 *
 * @typedef {object} TestProgram
 * @property {string} name
 * @property {readonly string[]} packages names of Debian's packages that bring it
 * @property {string} [variable] environment variable that names another one
 * @property {() => boolean} isThere
 */

/** @type {readonly TestProgram[]} */
export const testPrograms = [
  {
    name: 'Chromium or Chrome',
    packages: ['chromium'],
    variable: 'CHROMIUM_PATH',
    isThere: () => findChromium() !== undefined,
  },
  {
    name: 'Firefox',
    packages: ['firefox-esr'],
    variable: 'FIREFOX_PATH',
    isThere: () => findFirefox() !== undefined,
  },
  {
    name: 'ffmpeg',
    packages: ['ffmpeg'],
    variable: 'FFMPEG_PATH',
    isThere: () => Boolean(process.env['FFMPEG_PATH']) || findOnPath('ffmpeg') !== undefined,
  },
  {
    name: 'Python with aiortc',
    packages: ['python3-aiortc'],
    variable: 'AIORTC_PYTHON',
    isThere: () => findAiortcPython() !== undefined,
  },
  {
    name: 'GStreamer with y4menc',
    packages: ['gstreamer1.0-tools', 'gstreamer1.0-plugins-base', 'gstreamer1.0-plugins-good'],
    isThere: () => findOnPath('gst-launch-1.0') !== undefined && hasElements('videotestsrc', 'y4menc'),
  },
  {
    name: 'GStreamer’s RTSP server and its Python bindings',
    packages: ['gstreamer1.0-tools', 'gstreamer1.0-plugins-ugly', 'gir1.2-gst-rtsp-server-1.0', 'python3-gi'],
    variable: 'GST_RTSP_PYTHON',
    isThere: () => hasElements('x264enc') && findRtspServerPython() !== undefined,
  },
  {
    name: 'GStreamer’s WebRTC element and its Python bindings',
    packages: [
      'gstreamer1.0-tools',
      'gstreamer1.0-plugins-bad',
      'gstreamer1.0-nice',
      'gir1.2-gst-plugins-bad-1.0',
      'python3-gi',
    ],
    variable: 'GST_WEBRTC_PYTHON',
    isThere: () => hasElements('webrtcbin', 'openh264dec', 'nicesrc') && findWebRtcPython() !== undefined,
  },
  {
    name: 'the TURN server coturn',
    packages: ['coturn'],
    variable: 'TURNSERVER_PATH',
    isThere: () => findTurnServer() !== undefined,
  },
  {
    name: 'the NATS server',
    packages: ['nats-server'],
    variable: 'NATS_SERVER_PATH',
    isThere: () => findNatsServer() !== undefined,
  },
  {
    name: 'Python with the client of Prometheus',
    packages: ['python3-prometheus-client'],
    variable: 'PROMETHEUS_PYTHON',
    isThere: () => findPrometheusPython() !== undefined,
  },
  { name: 'openssl', packages: ['openssl'], isThere: () => findOnPath('openssl') !== undefined },
  { name: 'ip of iproute2', packages: ['iproute2'], isThere: () => findOnPath('ip') !== undefined },
  { name: 'Xvfb', packages: ['xvfb'], isThere: () => findOnPath('Xvfb') !== undefined },
];

/** @param {readonly TestProgram[]} programs */
export function missingPrograms(programs = testPrograms) {
  return programs.filter(({ isThere }) => !isThere());
}

/**
 * The packages that bring these programs, each once.
 *
 * @param {readonly Pick<TestProgram, 'packages'>[]} programs
 * @returns {string[]}
 */
export function packagesOf(programs) {
  return [...new Set(programs.flatMap(({ packages }) => packages))];
}

/**
 * A line for each program: what it is, what brings it, and how to name another.
 *
 * @param {readonly Pick<TestProgram, 'name' | 'packages' | 'variable'>[]} programs
 */
export function describePrograms(programs) {
  return programs
    .map(({ name, packages, variable }) => {
      const other = variable === undefined ? '' : `, or one named by ${variable}`;
      return `  - ${name} (Debian: ${packages.join(' ')}${other})\n`;
    })
    .join('');
}

/**
 * Whether `npm test` may install packages: in CI, or where `SETUP_DEBIAN` says so, which counts more.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
export function mayInstall({ SETUP_DEBIAN: stated, CI: ci }) {
  return isOn(stated === undefined || stated === '' ? ci : stated);
}

function isOn(value = '') {
  return !['', '0', 'false', 'no'].includes(value.toLowerCase());
}
