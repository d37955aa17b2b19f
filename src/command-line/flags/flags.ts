import type { Flag, FlagGroup } from './flag.interface.js';
import { programFlags } from './program-flags.js';
import { serverFlags } from './server-flags.js';
import { sourceFlags } from './source-flags.js';
import { videoFlags } from './video-flags.js';

/** Every group of flags, in the order of the help. */
export const flagGroups: readonly FlagGroup[] = [sourceFlags, videoFlags, serverFlags, programFlags];

/** Every flag there is. */
export const flags: readonly Flag[] = flagGroups.flatMap((group) => group.flags);
