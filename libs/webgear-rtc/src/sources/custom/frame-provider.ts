import { isObservable } from 'rxjs';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AudioInputs } from '../audio/custom-audio.js';
import type {
  AudioProvider,
  FrameSource,
  FrameIterable,
  FrameObservable,
  FrameProvider,
} from '../../options/custom-stream.js';

/** A provider, classified by its form. */
export type RecognizedProvider =
  | { readonly form: 'source'; readonly source: FrameSource }
  | { readonly form: 'observable'; readonly inputs$: FrameObservable }
  | { readonly form: 'iterable'; readonly inputs: FrameIterable };

/**
 * Classifies a provider.
 *
 * @param streamName name of the stream, for the message
 * @throws WebGearRtcError `WGR_CUSTOM_STREAM_INVALID`, with what is missing
 */
export function recognizeProvider(provider: unknown, streamName: string): RecognizedProvider {
  if (typeof provider !== 'object' || provider === null) {
    const reason = `${provider === null ? 'null' : `a ${typeof provider}`} is not a source of frames`;
    throw new WebGearRtcError('WGR_CUSTOM_STREAM_INVALID', { streamName, reason });
  }
  const { read, stop } = provider as Partial<FrameSource>;
  const asSource = { form: 'source', source: provider as FrameSource } as const;
  if (typeof read === 'function' && typeof stop === 'function') return asSource;
  if (isObservable(provider)) return { form: 'observable', inputs$: provider as FrameObservable };
  // A Node stream also has `read()`, with another meaning, but no `stop()`.
  if (isIterable(provider)) return { form: 'iterable', inputs: provider };
  if (typeof read === 'function' && stop === undefined) return asSource;
  const reason =
    typeof read === 'function'
      ? `the stop of ${nameOf(provider)} is not a function`
      : `${nameOf(provider)} has no read()`;
  throw new WebGearRtcError('WGR_CUSTOM_STREAM_INVALID', { streamName, reason });
}

/**
 * Begins to make the sound of a provider; `undefined` if it has none.
 *
 * @throws WebGearRtcError `WGR_CUSTOM_STREAM_INVALID`
 */
export function audioOf(provider: unknown, streamName: string): (() => AudioInputs) | undefined {
  const sounding = provider as AudioProvider;
  if (sounding.audio === undefined) return undefined;
  if (typeof sounding.audio === 'function') return () => (sounding as Required<AudioProvider>).audio();
  const reason = `the audio of ${nameOf(provider)} is not a function`;
  throw new WebGearRtcError('WGR_CUSTOM_STREAM_INVALID', { streamName, reason });
}

/** Name of a provider, its class or its function for logs and errors. */
export function nameOf(provider: unknown): string {
  const named = (typeof provider === 'function' ? provider : (provider as object).constructor) as {
    name?: unknown;
  } | null;
  const name = named?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? name : 'customStream';
}

function isIterable(provider: object): provider is FrameProvider & FrameIterable {
  // Bytes are iterable too, but are a single frame.
  return !ArrayBuffer.isView(provider) && (Symbol.asyncIterator in provider || Symbol.iterator in provider);
}
