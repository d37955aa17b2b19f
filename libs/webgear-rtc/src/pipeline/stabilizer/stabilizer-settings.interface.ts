export type { StabilizerSettings } from '../../options/resolved-options.interface.js';
