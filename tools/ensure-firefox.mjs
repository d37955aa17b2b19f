import { ensureDebianPackages } from './debian-packages.mjs';
import { findFirefox } from './firefox.mjs';

ensureDebianPackages(
  { 'firefox-esr': () => findFirefox() !== undefined },
  {
    needed: 'The tests with Firefox',
    advice: 'Install Firefox, or name one in the environment variable FIREFOX_PATH.',
  },
);
