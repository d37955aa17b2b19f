/**
 * Injects the options of a registration as they were given to `forRoot()`, or as the factory of `forRootAsync()` returned them.
 * A test replaces them with `overrideProvider(WEBGEAR_RTC_OPTIONS).useValue({ source: 'test:' })`.
 *
 * @publicApi
 */
export const WEBGEAR_RTC_OPTIONS = Symbol('WebGearRtcOptions');

/** Injects the `name` of a registration; empty for none. */
export const REGISTRATION_NAME = Symbol('WebGearRtcRegistrationName');

/** Injects the `ResolvedOptions` of a registration. */
export const RESOLVED_OPTIONS = Symbol('WebGearRtcResolvedOptions');
