import { findOnPath } from './executables.mjs';

/**
 * The TURN server coturn: `TURNSERVER_PATH` when set, else the one on the `PATH`.
 *
 * @returns {string | undefined}
 */
export function findTurnServer() {
  return process.env['TURNSERVER_PATH'] || findOnPath('turnserver');
}
