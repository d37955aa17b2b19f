import { Backend } from './backend.js';
import { defaultStreamOptions } from './default-options.js';
import { factsOf } from './option-schema.js';
import type { RuleWords } from './option-values.js';
import {
  ffmpegInputOption,
  isFfmpegOption,
  refusedFfmpegOption,
  refusedSourceOption,
} from './refused-source-options.js';
import { sourceOptionsSchema, type SourceOptionName } from './source-options-schema.js';
import type { SourceOptions } from './source-options.interface.js';
import type { StreamSettings } from './stream-options.interface.js';
import { streamSchema } from './stream-schema.js';
import { assertValue, invalidOption, parseOptions } from './validate-options.js';

/**
 * Who reads the source, by `api` or its deprecated alias.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID` when the two contradict each other
 */
export function apiOf({ api, enablePiCamera }: StreamSettings, parent: string): Backend {
  if (enablePiCamera !== true) return api ?? defaultStreamOptions.api;
  if (api !== undefined && api !== Backend.PiGear) {
    const rule = `must not stand beside api '${api}'`;
    throw invalidOption(`${parent}enablePiCamera`, { rule, allowed: 'one of the two' }, enablePiCamera);
  }
  warnOfAlias();
  return Backend.PiGear;
}

let warned = false;

function warnOfAlias(): void {
  if (warned) return;
  warned = true;
  const message = 'The option "enablePiCamera" is deprecated. Use api: Backend.PiGear.';
  process.emitWarning(message, 'DeprecationWarning', 'WGR_DEP_ENABLE_PI_CAMERA');
}

/**
 * How long a silent source counts as alive, in milliseconds; `undefined` when no tweak says so. The camera of a Raspberry
 * Pi has a limit of its own, shorter than that of others.
 */
export function hardwareFailureMs({ sourceOptions = {} }: StreamSettings, api: Backend): number | undefined {
  const { THREAD_TIMEOUT: threadSeconds, HWFAILURE_TIMEOUT: piSeconds } = sourceOptions;
  const seconds = api === Backend.PiGear ? (piSeconds ?? DEFAULT_HARDWARE_FAILURE_SECONDS) : threadSeconds;
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** VidGear's. */
const DEFAULT_HARDWARE_FAILURE_SECONDS = 2;

/**
 * Refuses options that the reader of the source would ignore.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function assertSourceReading(stated: StreamSettings, parent: string): void {
  const { customStream, sourceOptions = {} } = stated;
  const api = apiOf(stated, parent);
  if (customStream !== undefined && (stated.api !== undefined || stated.enablePiCamera === true)) {
    throw invalidOption(
      `${parent}api`,
      { rule: 'must not stand beside "customStream"', allowed: 'one of the two' },
      api,
    );
  }
  for (const [field, entry] of Object.entries(streamSchema.entries)) {
    const value: unknown = stated[field as keyof StreamSettings];
    const { api: readers } = factsOf(entry);
    if (value === undefined || readers === undefined || readers.includes(api)) continue;
    throw invalidOption(`${parent}${field}`, belongsTo(readers), value);
  }
  if (api === Backend.FFGear && stated.colorspace !== undefined) {
    const rule = `must not stand beside api '${api}'`;
    const allowed = 'a filter of ffmpeg in sourceOptions, for example "-vf"';
    throw invalidOption(`${parent}colorspace`, { rule, allowed }, stated.colorspace);
  }
  assertSourceOptions(sourceOptions, api, `${parent}sourceOptions.`);
  assertStreamMode(stated, parent);
}

function assertSourceOptions(sourceOptions: SourceOptions, api: Backend, parent: string): void {
  for (const [name, value] of Object.entries(sourceOptions)) {
    const refusal = refusedSourceOption(name);
    if (refusal !== undefined) throw invalidOption(parent + name, refusal, value);
  }
  const entries = Object.entries(sourceOptions).filter(([, value]) => value !== undefined);
  const named = entries.filter(([name]) => isNamed(name) || !isFfmpegOption(name));
  parseOptions(sourceOptionsSchema, Object.fromEntries(named), parent);
  for (const [name, value] of entries) {
    const readers = (isNamed(name) && factsOf(sourceOptionsSchema.entries[name]).api) || [Backend.FFGear];
    if (!readers.includes(api)) throw invalidOption(parent + name, belongsTo(readers), value);
    if (!isNamed(name)) assertFfmpegOption(name, value, parent);
  }
  if (sourceOptions.sensor !== undefined && sourceOptions.sensor_mode !== undefined) {
    const rule = 'must not stand beside "sensor_mode"';
    throw invalidOption(`${parent}sensor`, { rule, allowed: 'one of the two' }, sourceOptions.sensor);
  }
  for (const [side, other] of [
    ['CAP_PROP_FRAME_WIDTH', 'CAP_PROP_FRAME_HEIGHT'],
    ['CAP_PROP_FRAME_HEIGHT', 'CAP_PROP_FRAME_WIDTH'],
  ] as const) {
    if (sourceOptions[side] === undefined || sourceOptions[other] !== undefined) continue;
    const rule = `means nothing without "${other}"`;
    throw invalidOption(parent + side, { rule, allowed: 'both of them, or neither' }, sourceOptions[side]);
  }
  if (sourceOptions['-vf'] !== undefined && sourceOptions['-filter_complex'] !== undefined) {
    const rule = 'must not stand beside "-filter_complex"';
    throw invalidOption(`${parent}-vf`, { rule, allowed: 'one of the two' }, sourceOptions['-vf']);
  }
}

/** Any option of ffmpeg for an input is passed to it, except those that would break the pipe from it. */
function assertFfmpegOption(name: string, value: unknown, parent: string): void {
  const refusal = refusedFfmpegOption(name);
  if (refusal !== undefined) throw invalidOption(parent + name, refusal, value);
  assertValue(ffmpegInputOption, value, parent + name);
}

function assertStreamMode(
  { streamMode, source, sourceDemuxer, sourceOptions = {} }: StreamSettings,
  parent: string,
): void {
  if (streamMode === true && sourceDemuxer !== undefined) {
    const rule = 'must not stand beside "streamMode"';
    throw invalidOption(`${parent}sourceDemuxer`, { rule, allowed: 'one of the two' }, sourceDemuxer);
  }
  if (streamMode === true && source !== undefined && !/^https?:\/\//i.test(String(source))) {
    throw invalidOption(
      `${parent}source`,
      { rule: 'must be the address of a page with "streamMode"', allowed: 'http://…, https://…' },
      source,
    );
  }
  for (const name of ['STREAM_RESOLUTION', 'STREAM_PARAMS'] as const) {
    if (streamMode === true || sourceOptions[name] === undefined) continue;
    const rule = 'means nothing without "streamMode"';
    throw invalidOption(
      `${parent}sourceOptions.${name}`,
      { rule, allowed: 'streamMode: true, or no such option' },
      sourceOptions[name],
    );
  }
}

function belongsTo(readers: readonly Backend[]): RuleWords {
  return {
    rule: `means nothing without api ${readers.map((reader) => `'${reader}'`).join(' or ')}`,
    allowed: `${readers.map((reader) => `api: Backend.${reader}`).join(', ')}, or no such option`,
  };
}

function isNamed(name: string): name is SourceOptionName {
  return Object.hasOwn(sourceOptionsSchema.entries, name);
}
