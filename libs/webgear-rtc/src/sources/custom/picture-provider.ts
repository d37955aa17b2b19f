import { isObservable } from 'rxjs';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type {
  FrameSource,
  PictureIterable,
  PictureObservable,
  PictureProvider,
} from './custom-stream.interface.js';

/** A provider of pictures, told apart by its form. */
export type RecognizedProvider =
  | { readonly form: 'source'; readonly source: FrameSource }
  | { readonly form: 'observable'; readonly pictures$: PictureObservable }
  | { readonly form: 'iterable'; readonly pictures: PictureIterable };

/**
 * Tells the forms apart.
 *
 * @param streamName the stream it is for, for the message
 * @throws WebGearRtcError `WGR_CUSTOM_STREAM_INVALID`, which says what is missing
 */
export function recognizeProvider(provider: unknown, streamName: string): RecognizedProvider {
  if (typeof provider !== 'object' || provider === null) {
    const reason = `${provider === null ? 'null' : `a ${typeof provider}`} makes no pictures`;
    throw new WebGearRtcError('WGR_CUSTOM_STREAM_INVALID', { streamName, reason });
  }
  const { read, stop } = provider as Partial<FrameSource>;
  if (typeof read === 'function' && typeof stop === 'function') {
    return { form: 'source', source: provider as FrameSource };
  }
  if (isObservable(provider)) return { form: 'observable', pictures$: provider as PictureObservable };
  if (isIterable(provider)) return { form: 'iterable', pictures: provider };
  const missing = Object.entries({ read, stop })
    .filter(([, method]) => typeof method !== 'function')
    .map(([name]) => `${name}()`);
  const reason = `${nameOf(provider)} has no ${missing.join(' and no ')}`;
  throw new WebGearRtcError('WGR_CUSTOM_STREAM_INVALID', { streamName, reason });
}

/** What to call a provider, its class or its function in logs and errors. */
export function nameOf(provider: unknown): string {
  const named = (typeof provider === 'function' ? provider : (provider as object).constructor) as {
    name?: unknown;
  } | null;
  const name = named?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? name : 'customStream';
}

function isIterable(provider: object): provider is PictureProvider & PictureIterable {
  // Bytes are iterable too, and are one picture, not many.
  return !ArrayBuffer.isView(provider) && (Symbol.asyncIterator in provider || Symbol.iterator in provider);
}
