import type { StabilizeOptions } from '../../options/stabilize-options.interface.js';

/** Settings of the stabilizer, with every default filled in. */
export type StabilizerSettings = Readonly<Required<Omit<StabilizeOptions, 'mode'>>>;
