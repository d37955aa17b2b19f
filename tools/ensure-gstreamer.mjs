import { ensureDebianPackages } from './debian-packages.mjs';
import { findOnPath } from './executables.mjs';
import { hasElement } from './gstreamer.mjs';

/** GStreamer's launcher and the elements the tests name. */
ensureDebianPackages(
  {
    'gstreamer1.0-tools': () => findOnPath('gst-launch-1.0') !== undefined,
    'gstreamer1.0-plugins-base': () => hasElement('videotestsrc'),
    'gstreamer1.0-plugins-good': () => hasElement('y4menc'),
  },
  {
    needed: 'The tests of GStreamer pipelines',
    advice: 'Install it (macOS: brew install gstreamer).',
  },
);
