import { ensureDebianPackages } from './debian-packages.mjs';
import { findOnPath } from './executables.mjs';

/** A display without a screen. */
ensureDebianPackages(
  { xvfb: () => findOnPath('Xvfb') !== undefined },
  { needed: 'The tests of captured screens', advice: 'Install it.' },
);
