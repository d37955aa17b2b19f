import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_STREAM_NAME } from '../options/default-options.js';
import { serverSchema } from '../options/registration-schema.js';
import { hasForeignStreamsOnly, resolveOptions } from '../options/resolve-options.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import type { StreamSettings } from '../options/stream-options.interface.js';
import { isStreamsSource } from '../options/streams-provider.js';
import type { RegistrationSettings } from '../options/webgear-rtc-options.interface.js';

/** The streams that the options of a registration state, without what stands beside them; none where a provider names them. */
export function statedStreams(registration: RegistrationSettings): [string, StreamSettings][] {
  const { streams, source, customStream } = registration;
  if (isStreamsSource(streams) || hasForeignStreamsOnly(registration)) return [];
  if (streams !== undefined) return Object.entries(streams);
  return [
    [
      DEFAULT_STREAM_NAME,
      { ...(source !== undefined && { source }), ...(customStream !== undefined && { customStream }) },
    ],
  ];
}

/**
 * Names of the options that take effect at the next start: all that are not of streams, and `streams` itself where streams get names,
 * or lose them.
 *
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID` when the next options are not valid
 */
export function optionsThatWait(before: RegistrationSettings, next: RegistrationSettings): readonly string[] {
  const [current, wanted] = [resolveOptions(before), resolveOptions(next)];
  const hasOtherStreams =
    current.hasNamedStreams !== wanted.hasNamedStreams || current.streamsSource !== wanted.streamsSource;
  const names = Object.keys(serverSchema.entries).filter(
    (name) => name !== 'streams',
  ) as (keyof ResolvedOptions)[];
  const changed = names.filter((name) => !isDeepStrictEqual(current[name], wanted[name]));
  return hasOtherStreams ? ['streams', ...changed] : changed;
}
