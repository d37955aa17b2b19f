import { spawnSync } from 'node:child_process';

// Debian's own Python first: one from elsewhere earlier on the PATH does not see the packages of Debian.
const pythons = ['/usr/bin/python3', 'python3'];

/**
 * Whether GStreamer has an element.
 *
 * @param {string} name
 */
export function hasElement(name) {
  // Of whatever version: libnice counts its own, and is never as far as GStreamer.
  return spawnSync('gst-inspect-1.0', ['--exists', '--atleast-version=0.0.0', name]).status === 0;
}

/**
 * The first Python that sees some parts of GStreamer.
 *
 * @param {readonly string[]} namespaces for example `GstWebRTC`
 * @returns {string | undefined}
 */
export function findGStreamerPython(namespaces) {
  const lines = ['Gst', ...namespaces].flatMap((name) => [
    `gi.require_version('${name}', '1.0')`,
    `from gi.repository import ${name}`,
  ]);
  const program = ['import gi', ...lines].join('\n');
  return pythons.find((python) => spawnSync(python, ['-c', program]).status === 0);
}
