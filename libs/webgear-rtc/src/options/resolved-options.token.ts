/** Injects the `ResolvedOptions` of a registration. */
export const RESOLVED_OPTIONS = Symbol('WebGearRtcResolvedOptions');
