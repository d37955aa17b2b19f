import { findOnPath } from './executables.mjs';

const names = ['firefox-esr', 'firefox'];

/**
 * A Firefox: `FIREFOX_PATH` when set, else the first found.
 *
 * @returns {string | undefined}
 */
export function findFirefox() {
  if (process.env['FIREFOX_PATH']) return process.env['FIREFOX_PATH'];
  return names.map(findOnPath).find((path) => path !== undefined);
}
