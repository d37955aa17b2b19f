import { Backend, captureBackendOf } from './backend.js';
import { DEFAULT_STREAM_NAME, defaultMjpegFramerate, defaultStreamOptions } from './default-options.js';
import { isUrl } from './describe-value.js';
import { resolveIceServers } from './ice-servers.js';
import { resolveLogging } from './logging-settings.js';
import { resolveMjpeg } from './mjpeg-schema.js';
import { isPlainObject, type RuleWords } from './option-values.js';
import { factsOf } from './option-schema.js';
import { passthroughOf } from './passthrough.js';
import {
  assertStreamsByName,
  normalizeOrigins,
  registrationSchema,
  serverSchema,
  threadsOf,
} from './registration-schema.js';
import { refusedSourceOption } from './refused-source-options.js';
import { resolveRecord } from './record-schema.js';
import { resolveRenditions } from './renditions-schema.js';
import { resolveOverlay } from './resolve-overlay.js';
import type { ResolvedOptions, ResolvedStreamOptions } from './resolved-options.interface.js';
import { sourceWords } from './source-settings.js';
import { apiOf, assertSourceReading, hardwareFailureMs } from './source-reading.js';
import { resolveStabilize } from './stabilize-schema.js';
import { assertStreamNames, firstSegment } from './stream-names.js';
import type { StreamSettings } from './stream-options.interface.js';
import { streamSchema } from './stream-schema.js';
import { isStreamsSource } from './streams-provider.js';
import { invalidOption, knownOptions, parseOptions } from './validate-options.js';
import type { RegistrationSettings } from './webgear-rtc-options.interface.js';

/** What Nest must know before it makes the first provider; `forRoot()` takes these out of the options itself. */
const besideFactory: ReadonlySet<string> = new Set(['path', 'name', 'guards', 'imports', 'isGlobal']);

/** Options of VidGear's WebGear, which sends images. */
const ofWebGear: Readonly<Record<string, string>> = {
  jpeg_compression_quality: 'in "mjpeg": mjpeg: { quality: 90 }',
  custom_video_endpoint: 'in "mjpeg": mjpeg: { path: \'video\' }',
};

/**
 * Refuses what is no object of options. A promise is none: a factory returns it.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`
 */
export function assertOptionsObject(options: unknown, allowed = '{ source: …, … }'): void {
  const words: RuleWords = { rule: 'must be an object', allowed };
  if (!isPlainObject(options) || 'then' in options) throw invalidOption('options', words, options);
}

/**
 * Checks what the user stated and fills in the rest. The user's object is not changed.
 *
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID`
 */
export function resolveOptions(options: RegistrationSettings): ResolvedOptions {
  assertOptionsObject(options);
  parseOptions(registrationSchema, options, '', placeOfOption);
  const settings = parseOptions(serverSchema, knownOptions(serverSchema, options));
  const streamsSource = isStreamsSource(options.streams) ? options.streams : undefined;
  assertDataFiles(settings);
  const streams = resolveStreams(options, settings.enableLiveBroadcast);
  return Object.freeze({
    ...settings,
    threads: threadsOf(settings.threads, settings.udpPort),
    announcedAddresses: Object.freeze([...settings.announcedAddresses]),
    iceServers: resolveIceServers(settings.iceServers, settings.iceTransportPolicy),
    allowedOrigins: normalizeOrigins(settings.allowedOrigins),
    frameAncestors: normalizeOrigins(settings.frameAncestors),
    mounts: Object.freeze(settings.mounts.map((mount) => Object.freeze({ ...mount }))),
    ...resolveLogging(settings),
    hasNamedStreams: options.streams !== undefined,
    streams: new Map(streams.map((stream) => [stream.name, stream])),
    streamsSource,
  });
}

/**
 * Checks the options of one of several streams and fills in the rest, as {@link resolveOptions} does.
 *
 * @param registration what stands beside the streams
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID`; fields are named as in the option `streams`
 */
export function resolveNamedStream(
  registration: RegistrationSettings,
  name: string,
  own: StreamSettings,
): ResolvedStreamOptions {
  assertStreamNames(
    [name],
    (registration.mounts ?? []).map(({ path }) => path),
  );
  assertStreamsByName({ [name]: own });
  const parent = `streams.${name}.`;
  parseOptions(streamSchema, own, parent, placeOfStreamOption);
  return resolveStream(
    name,
    { ...registration, ...statedOnly(own) },
    registration.enableLiveBroadcast ?? true,
    parent,
  );
}

/**
 * Checks the options of the only stream, which has no name.
 *
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID`
 */
export function resolveUnnamedStream(
  registration: RegistrationSettings,
  own: StreamSettings,
): ResolvedStreamOptions {
  parseOptions(streamSchema, own, '', placeOfStreamOption);
  const { source: _source, customStream: _custom, ...beside } = registration;
  return resolveStream(
    DEFAULT_STREAM_NAME,
    { ...beside, ...own },
    registration.enableLiveBroadcast ?? true,
    '',
  );
}

/** Two answers to the question where the page files are. */
function assertDataFiles({
  dataFiles,
  customDataLocation,
  overwriteDefaultFiles,
}: Pick<ResolvedOptions, 'dataFiles' | 'customDataLocation' | 'overwriteDefaultFiles'>): void {
  if (dataFiles !== 'package') return;
  const rule = `must not be 'package' beside `;
  const allowed = 'one of the two';
  if (customDataLocation !== undefined)
    throw invalidOption('dataFiles', { rule: `${rule}"customDataLocation"`, allowed }, dataFiles);
  if (overwriteDefaultFiles)
    throw invalidOption('dataFiles', { rule: `${rule}"overwriteDefaultFiles"`, allowed }, dataFiles);
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
  if (isStreamsSource(streams)) return [];
  assertStreamNames(
    Object.keys(streams),
    (options.mounts ?? []).map(({ path }) => path),
  );
  return Object.entries(streams).map(([name, own]) => resolveNamedStream(options, name, own));
}

/** Without the fields that are `undefined`, which would hide what holds for all streams. */
function statedOnly(options: StreamSettings): StreamSettings {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as StreamSettings;
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
  const {
    enablePiCamera: _alias,
    mjpeg,
    ...settings
  } = parseOptions(streamSchema, knownOptions(streamSchema, stated), parent);
  return Object.freeze({
    ...settings,
    name,
    source: isUrl(stated.source) ? stated.source.href : stated.source,
    api,
    backend: captureBackendOf(stated.backend) ?? 'auto',
    sourceOptions: Object.freeze({ ...stated.sourceOptions }),
    resolution: stated.resolution && Object.freeze([...stated.resolution] as const),
    codecs: Object.freeze([...settings.codecs]),
    passthrough: passthroughOf(stated, api, parent),
    stabilize: resolveStabilize(settings.stabilize, `${parent}stabilize`),
    renditions: resolveRenditions(settings.renditions, `${parent}renditions`),
    record: resolveRecord(settings.record, `${parent}record`),
    overlay: stated.overlay === undefined ? undefined : resolveOverlay(stated.overlay, `${parent}overlay`),
    // Many viewers share one stream, and one that ends would end it for those who join later.
    enableInfiniteFrames: stated.enableInfiniteFrames ?? enableLiveBroadcast,
    stallTimeoutMs:
      stated.stallTimeoutMs ?? hardwareFailureMs(stated, api) ?? defaultStreamOptions.stallTimeoutMs,
    mjpegFramerate: stated.mjpegFramerate ?? defaultMjpegFramerate(stated.mode ?? 'webrtc'),
    ...resolveMjpeg(mjpeg, `${parent}mjpeg`, mountPathsOf(stated, parent)),
  });
}

/** Folders are served below the path of the module, where a stream without a name has its routes. */
function mountPathsOf(
  { mounts = [] }: Pick<RegistrationSettings, 'mounts'>,
  parent: string,
): readonly string[] {
  return parent === '' ? mounts.map(({ path }) => firstSegment(path)) : [];
}

/** Frames come from one place; where none is named, an environment variable that is not set is the usual reason. */
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
    throw invalidOption(`${parent}source`, sourceWords, source);
  }
}

/** Where an option belongs that stands among those of a registration and is none; `undefined` for an unknown name. */
function placeOfOption(name: string): string | undefined {
  if (besideFactory.has(name)) return 'beside "useFactory", not in what the factory returns';
  return placeBelow(name);
}

/** Where an option belongs that stands among those of one of the `streams` and is none of a stream. */
function placeOfStreamOption(name: string): string | undefined {
  if (Object.hasOwn(serverSchema.entries, name)) return 'beside "streams", and holds for all of them';
  if (besideFactory.has(name))
    return 'beside "streams", and holds for all of them; a stream has the path <path>/<its name>';
  return placeBelow(name);
}

function placeBelow(name: string): string | undefined {
  if (Object.hasOwn(ofWebGear, name)) return ofWebGear[name];
  if (refusedSourceOption(name) !== undefined) return `in "sourceOptions": sourceOptions: { '${name}': … }`;
  for (const [parent, entry] of Object.entries(registrationSchema.entries)) {
    if (!Object.hasOwn(factsOf(entry).of ?? {}, name)) continue;
    return `in "${parent}": ${parent}: { ${/^\w+$/.test(name) && parent !== 'sourceOptions' ? name : `'${name}'`}: … }`;
  }
  return undefined;
}
