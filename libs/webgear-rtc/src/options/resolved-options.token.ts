/** Injects the options as the user gave them. */
export const STATED_OPTIONS = Symbol('WebGearRtcStatedOptions');

/** Injects the `ResolvedOptions` of a registration. */
export const RESOLVED_OPTIONS = Symbol('WebGearRtcResolvedOptions');
