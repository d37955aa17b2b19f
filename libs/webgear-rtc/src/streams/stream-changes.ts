import { isDeepStrictEqual } from 'node:util';
import type { ResolvedStreamOptions } from '../options/resolved-options.interface.js';

type OptionName = keyof ResolvedStreamOptions;

/** Options that take effect at once: nothing is replaced, and viewers see no more than what the option is for. */
const setInPlace: ReadonlySet<OptionName> = new Set<OptionName>([
  'overlay',
  'colorspace',
  'bitrateBps',
  'keepWarm',
  'idleStopMs',
  'mjpegPath',
  'lookBackMs',
  'record',
  'publishToken',
  'publishPage',
]);

/** Options of what comes after the source: encoders start again with a key frame, and viewers see no gap. */
const remadeByPipeline: ReadonlySet<OptionName> = new Set<OptionName>([
  'frameSizeReduction',
  'renditions',
  'codecs',
  'passthrough',
  'hardwareEncoding',
  'keyFrameIntervalMs',
  'stabilize',
  'analysis',
  'transform',
  'transformFormat',
  'transformBudgetMs',
  'mjpegFramerate',
  'mjpegQuality',
  'audio',
  'audioSync',
]);

/** Compared as they are: two objects with the same fields may be two sources of frames. */
const comparedByIdentity: ReadonlySet<OptionName> = new Set<OptionName>(['customStream', 'transform']);

/** What a change of options takes. */
export interface StreamChanges {
  /** Names of the options that have changed. */
  readonly names: readonly OptionName[];
  /** Whether the source is opened again, which viewers see as a short stop. */
  readonly restartsSource: boolean;
  /** Whether what comes after the source is replaced. */
  readonly remakesPipeline: boolean;
}

/** What has changed between two sets of options of one stream, and what that takes. */
export function changesBetween(before: ResolvedStreamOptions, after: ResolvedStreamOptions): StreamChanges {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<OptionName>;
  const names = [...all].filter((name) =>
    comparedByIdentity.has(name)
      ? before[name] !== after[name]
      : !isDeepStrictEqual(before[name], after[name]),
  );
  const restartsSource = names.some((name) => isOfSource(name, after));
  return {
    names,
    restartsSource,
    remakesPipeline: restartsSource || names.some((name) => remadeByPipeline.has(name)),
  };
}

function isOfSource(name: OptionName, { api, audioSource }: ResolvedStreamOptions): boolean {
  // FFGear converts colours in the program that reads the source; sound from another place is read beside the video.
  if (name === 'colorspace') return api === 'FFGear';
  if (name === 'audio') return audioSource !== undefined;
  return !setInPlace.has(name) && !remadeByPipeline.has(name);
}
