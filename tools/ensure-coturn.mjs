import { findTurnServer } from './coturn.mjs';
import { ensureDebianPackages } from './debian-packages.mjs';

/** A TURN server, for viewers who are reached through one. */
ensureDebianPackages(
  { coturn: () => findTurnServer() !== undefined },
  {
    needed: 'The tests of relays',
    advice: 'Install it, or name its program in the environment variable TURNSERVER_PATH.',
  },
);
