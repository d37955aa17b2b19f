import { Backend } from './backend.js';
import { captureBackendOf } from './capture-backend.js';
import { apiOf, assertSourceReading, hardwareFailureMs } from './source-reading.js';
import { defaultMjpegFramerate } from './delivery-mode.js';
import { DEFAULT_STREAM_NAME, defaultModuleOptions, defaultStreamOptions } from './default-options.js';
import { resolveMjpeg } from './mjpeg-rules.js';
import { sourceName, type OptionRule } from './option-rule.js';
import { resolveIceServers } from './ice-servers.js';
import { isUrl } from './describe-value.js';
import { placeOfOption, placeOfStreamOption } from './option-places.js';
import { optionRules, streamOptionRules } from './option-rules.js';
import type { ResolvedOptions, ResolvedStreamOptions } from './resolved-options.interface.js';
import { resolveOverlay } from './resolve-overlay.js';
import { frameSizeReductionOf, passthroughOf } from './passthrough.js';
import { resolveStabilize } from './resolve-stabilize.js';
import { assertStreamNames, firstSegment } from './stream-names.js';
import type { StreamSettings } from './stream-options.interface.js';
import { threadsOf } from './threads.js';
import { invalidOption, validateOptions } from './validate-options.js';
import { normalizeOrigins } from './web-origin.js';
import type { RegistrationSettings } from './webgear-rtc-options.interface.js';

/** What the options are altogether; not a promise of them, which is a factory's to return. */
export const optionsObject: OptionRule = {
  rule: 'must be an object',
  allowed: '{ source: …, … }',
  accepts: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('then' in value) &&
    !isUrl(value),
};

/**
 * Checks what the user said and fills in the rest. The user's object stays as it is.
 *
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID`
 */
export function resolveOptions(options: RegistrationSettings): ResolvedOptions {
  if (!optionsObject.accepts(options)) {
    throw invalidOption('options', optionsObject, options);
  }
  validateOptions({ ...options }, optionRules, '', placeOfOption);
  const enableLiveBroadcast = options.enableLiveBroadcast ?? defaultModuleOptions.enableLiveBroadcast;
  const udpPort = options.udpPort ?? defaultModuleOptions.udpPort;
  const iceTransportPolicy = options.iceTransportPolicy ?? defaultModuleOptions.iceTransportPolicy;
  const streams = resolveStreams(options, enableLiveBroadcast);
  return Object.freeze({
    enableLiveBroadcast,
    mode: options.mode ?? defaultModuleOptions.mode,
    maxPeers: options.maxPeers ?? defaultModuleOptions.maxPeers,
    udpPort,
    udpAddress: options.udpAddress ?? defaultModuleOptions.udpAddress,
    iceTcp: options.iceTcp ?? defaultModuleOptions.iceTcp,
    threads: threadsOf(options.threads ?? defaultModuleOptions.threads, udpPort),
    announcedAddresses: Object.freeze([
      ...(options.announcedAddresses ?? defaultModuleOptions.announcedAddresses),
    ]),
    iceServers: resolveIceServers(options.iceServers ?? defaultModuleOptions.iceServers, iceTransportPolicy),
    iceTransportPolicy,
    allowedOrigins: normalizeOrigins(options.allowedOrigins ?? defaultModuleOptions.allowedOrigins),
    frameAncestors: normalizeOrigins(options.frameAncestors ?? defaultModuleOptions.frameAncestors),
    customDataLocation: options.customDataLocation,
    overwriteDefaultFiles: options.overwriteDefaultFiles ?? defaultModuleOptions.overwriteDefaultFiles,
    mounts: Object.freeze(
      (options.mounts ?? defaultModuleOptions.mounts).map((mount) => Object.freeze({ ...mount })),
    ),
    logging: options.logging ?? defaultModuleOptions.logging,
    hasNamedStreams: options.streams !== undefined,
    streams: new Map(streams.map((stream) => [stream.name, stream])),
  });
}

function resolveStreams(
  options: RegistrationSettings,
  enableLiveBroadcast: boolean,
): ResolvedStreamOptions[] {
  const { streams } = options;
  if (streams === undefined) return [resolveStream(DEFAULT_STREAM_NAME, options, enableLiveBroadcast, '')];
  for (const field of ['source', 'customStream'] as const) {
    if (options[field] === undefined) continue;
    const allowed = `a ${field} in each of the streams`;
    throw invalidOption(field, { rule: 'must not stand beside "streams"', allowed }, options[field]);
  }
  assertStreamNames(
    Object.keys(streams),
    (options.mounts ?? []).map(({ path }) => path),
  );
  return Object.entries(streams).map(([name, own]) => {
    const parent = `streams.${name}.`;
    validateOptions({ ...own }, streamOptionRules, parent, placeOfStreamOption);
    return resolveStream(name, { ...options, ...statedOnly(own) }, enableLiveBroadcast, parent);
  });
}

/** Without the fields that are `undefined`, which would hide what holds for all streams. */
function statedOnly(options: StreamSettings): StreamSettings {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as StreamSettings;
}

function resolveStream(
  name: string,
  stated: StreamSettings & Pick<RegistrationSettings, 'mode' | 'mounts'>,
  enableLiveBroadcast: boolean,
  parent: string,
): ResolvedStreamOptions {
  const api = apiOf(stated, parent);
  assertOneOrigin(stated, api, parent);
  assertSourceReading(stated, parent);
  return Object.freeze({
    name,
    source: isUrl(stated.source) ? stated.source.href : stated.source,
    customStream: stated.customStream,
    api,
    cameraNum: stated.cameraNum ?? defaultStreamOptions.cameraNum,
    backend: captureBackendOf(stated.backend) ?? defaultStreamOptions.backend,
    streamMode: stated.streamMode ?? defaultStreamOptions.streamMode,
    sourceDemuxer: stated.sourceDemuxer,
    frameFormat: stated.frameFormat ?? defaultStreamOptions.frameFormat,
    customFfmpeg: stated.customFfmpeg,
    sourceOptions: Object.freeze({ ...stated.sourceOptions }),
    loop: stated.loop ?? defaultStreamOptions.loop,
    framerate: stated.framerate,
    resolution: stated.resolution && Object.freeze([...stated.resolution] as const),
    frameSizeReduction: frameSizeReductionOf(stated, api),
    passthrough: passthroughOf(stated, api, parent),
    stabilize: resolveStabilize(stated.stabilize ?? defaultStreamOptions.stabilize, `${parent}stabilize`),
    transform: stated.transform,
    transformFormat: stated.transformFormat ?? defaultStreamOptions.transformFormat,
    transformBudgetMs: stated.transformBudgetMs ?? defaultStreamOptions.transformBudgetMs,
    colorspace: stated.colorspace,
    overlay: stated.overlay === undefined ? undefined : resolveOverlay(stated.overlay, `${parent}overlay`),
    // Many viewers share one stream, and one that ends would end it for those who are yet to come.
    enableInfiniteFrames: stated.enableInfiniteFrames ?? enableLiveBroadcast,
    stallTimeoutMs:
      stated.stallTimeoutMs ?? hardwareFailureMs(stated, api) ?? defaultStreamOptions.stallTimeoutMs,
    timeDelay: stated.timeDelay ?? defaultStreamOptions.timeDelay,
    bitrateBps: stated.bitrateBps ?? defaultStreamOptions.bitrateBps,
    keyFrameIntervalMs: stated.keyFrameIntervalMs ?? defaultStreamOptions.keyFrameIntervalMs,
    mjpegFramerate: stated.mjpegFramerate ?? defaultMjpegFramerate(stated.mode ?? defaultModuleOptions.mode),
    ...resolveMjpeg(stated.mjpeg ?? {}, `${parent}mjpeg`, mountPathsOf(stated, parent)),
    keepWarm: stated.keepWarm ?? defaultStreamOptions.keepWarm,
    idleStopMs: stated.idleStopMs ?? defaultStreamOptions.idleStopMs,
  });
}

/** Folders are served below the path of the module, where a stream without a name has its routes. */
function mountPathsOf(
  { mounts = [] }: Pick<RegistrationSettings, 'mounts'>,
  parent: string,
): readonly string[] {
  return parent === '' ? mounts.map(({ path }) => firstSegment(path)) : [];
}

/** Pictures come from one place; where none is named, an environment variable that is not set is the usual reason. */
function assertOneOrigin({ source, customStream }: StreamSettings, api: Backend, parent: string): void {
  if (api === Backend.PiGear) {
    if (source === undefined) return;
    const rule = `must not stand beside api '${api}'`;
    throw invalidOption(`${parent}source`, { rule, allowed: 'cameraNum for another camera' }, source);
  }
  if (source !== undefined && customStream !== undefined) {
    const rule = 'must not stand beside "source"';
    throw invalidOption(`${parent}customStream`, { rule, allowed: 'one of the two' }, customStream);
  }
  if (source === undefined && customStream === undefined) {
    throw invalidOption(`${parent}source`, sourceName, source);
  }
}
