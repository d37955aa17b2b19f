import type { InjectionToken, OptionalFactoryDependency, Type } from '@nestjs/common';
import { isPlainObject } from './option-values.js';
import type { StreamSettings } from './stream-options.interface.js';

/**
 * The options of streams by their names.
 *
 * @publicApi
 */
export type StreamsByName = Readonly<Record<string, StreamSettings>>;

/**
 * Says which streams there are: a class of the application that asks its database, for the option `streams`.
 *
 * @publicApi
 */
export interface StreamsProvider {
  /** All streams there are now. Called for the first request, and by `WebGearRtcService.refreshStreams()`. */
  streams(): StreamsByName | Promise<StreamsByName>;
}

/**
 * Where streams come from that are not known when the application starts: a class that Nest creates, a provider that it has, a
 * factory with its dependencies, a function, or a promise. A promise gives the same streams each time.
 *
 * @publicApi
 */
export type StreamsSource =
  | { readonly useClass: Type<StreamsProvider> }
  | { readonly useExisting: InjectionToken }
  | {
      // Bivariant, so that a factory may name the types of what it gets.
      useFactory(...dependencies: never[]): StreamsByName | Promise<StreamsByName>;
      readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[];
    }
  | (() => StreamsByName | Promise<StreamsByName>)
  | Promise<StreamsByName>;

/** Whether the option `streams` says where streams come from, and not which there are. */
export function isStreamsSource(value: unknown): value is StreamsSource {
  if (typeof value === 'function' || value instanceof Promise) return true;
  // A stream may have such a name, and has an object of options then.
  return (
    isPlainObject(value) &&
    ['useClass', 'useExisting', 'useFactory'].some(
      (name) => value[name] !== undefined && !isPlainObject(value[name]),
    )
  );
}

/**
 * Options of a stream that change while it runs. What is left out stays; `undefined` restores what stands beside `streams`, or the
 * default.
 *
 * @publicApi
 */
export type StreamUpdate = { readonly [Name in keyof StreamSettings]?: StreamSettings[Name] | undefined };
