import { DEFAULT_STREAM_NAME, defaultModuleOptions, defaultStreamOptions } from './default-options.js';
import { sourceName } from './option-rule.js';
import { optionRules } from './option-rules.js';
import type { ResolvedOptions, ResolvedStreamOptions } from './resolved-options.interface.js';
import type { StreamOptions } from './stream-options.interface.js';
import { invalidOption, validateOptions } from './validate-options.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

/**
 * Checks what the user said and fills in the rest. The user's object stays as it is.
 *
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID`
 */
export function resolveOptions(options: WebGearRtcOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalidOption('options', { rule: 'must be an object', allowed: '{ source: …, … }' }, options);
  }
  validateOptions({ ...options }, optionRules);
  const enableLiveBroadcast = options.enableLiveBroadcast ?? defaultModuleOptions.enableLiveBroadcast;
  const stream = resolveStream(DEFAULT_STREAM_NAME, options, enableLiveBroadcast);
  return Object.freeze({
    enableLiveBroadcast,
    maxPeers: options.maxPeers ?? defaultModuleOptions.maxPeers,
    udpPort: options.udpPort ?? defaultModuleOptions.udpPort,
    udpAddress: options.udpAddress ?? defaultModuleOptions.udpAddress,
    announcedAddresses: Object.freeze([
      ...(options.announcedAddresses ?? defaultModuleOptions.announcedAddresses),
    ]),
    customDataLocation: options.customDataLocation,
    overwriteDefaultFiles: options.overwriteDefaultFiles ?? defaultModuleOptions.overwriteDefaultFiles,
    mounts: Object.freeze(
      (options.mounts ?? defaultModuleOptions.mounts).map((mount) => Object.freeze({ ...mount })),
    ),
    logging: options.logging ?? defaultModuleOptions.logging,
    streams: new Map([[stream.name, stream]]),
  });
}

function resolveStream(
  name: string,
  stated: StreamOptions,
  enableLiveBroadcast: boolean,
): ResolvedStreamOptions {
  // Typed as required, but a JavaScript caller, or a setting read from the environment, may leave it out.
  if (stated.source === undefined) throw invalidOption('source', sourceName, stated.source);
  return Object.freeze({
    name,
    source: stated.source,
    loop: stated.loop ?? defaultStreamOptions.loop,
    framerate: stated.framerate,
    resolution: stated.resolution && Object.freeze([...stated.resolution] as const),
    frameSizeReduction: stated.frameSizeReduction ?? defaultStreamOptions.frameSizeReduction,
    // Many viewers share one stream, and one that ends would end it for those who are yet to come.
    enableInfiniteFrames: stated.enableInfiniteFrames ?? enableLiveBroadcast,
    timeDelay: stated.timeDelay ?? defaultStreamOptions.timeDelay,
    bitrateBps: stated.bitrateBps ?? defaultStreamOptions.bitrateBps,
    keyFrameIntervalMs: stated.keyFrameIntervalMs ?? defaultStreamOptions.keyFrameIntervalMs,
    keepWarm: stated.keepWarm ?? defaultStreamOptions.keepWarm,
    idleStopMs: stated.idleStopMs ?? defaultStreamOptions.idleStopMs,
  });
}
