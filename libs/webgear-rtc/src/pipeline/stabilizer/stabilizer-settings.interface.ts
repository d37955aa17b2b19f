import type { StabilizeOptions } from '../../options/stabilize-options.interface.js';

/** How to steady pictures, with every default filled in. */
export type StabilizerSettings = Readonly<Required<Omit<StabilizeOptions, 'mode'>>>;
