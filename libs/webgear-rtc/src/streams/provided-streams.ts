import type { ModuleRef } from '@nestjs/core';
import type { InjectionToken } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { maskCredentials } from '../errors/mask-credentials.js';
import { messageOf } from '../errors/throttled-error-log.js';
import { assertStreamsByName } from '../options/registration-schema.js';
import type { StreamsByName, StreamsProvider, StreamsSource } from '../options/streams-provider.js';
import type { StreamSet } from './stream-set.js';

/** After a failure the provider is left in peace for so long, in milliseconds: each viewer would ask again. */
const RETRY_AFTER_MS = 1000;

/** What says which streams there are, and how it is asked. */
export interface ProvidedStreamsParts {
  /** `undefined` where the options say which streams there are. */
  readonly source: StreamsSource | undefined;
  readonly moduleRef: ModuleRef;
  readonly streams: StreamSet;
  /** Told what the provider throws, and which of its streams are not valid. */
  readonly onError: (error: WebGearRtcError) => void;
  readonly nowMs?: () => number;
}

/** The streams that a provider of the application names: asked for with the first request, and on demand. */
export class ProvidedStreams {
  /** Names of the streams that the provider has named; others were added by the application. */
  private names: ReadonlySet<string> = new Set();
  private loading: Promise<void> | undefined;
  private loaded: boolean;
  private failure: { readonly error: WebGearRtcError; readonly atMs: number } | undefined;
  private provider: Promise<StreamsProvider> | undefined;

  constructor(private readonly parts: ProvidedStreamsParts) {
    const { source } = parts;
    this.loaded = source === undefined;
    // It may fail before anyone asks, which would end the process.
    if (source instanceof Promise) source.catch(() => undefined);
  }

  /** Whether the provider has been heard, so that those who want a stream need not wait. */
  get isLoaded(): boolean {
    return this.loaded;
  }

  /** Why it is not known which streams there are; `undefined` where it is, or has not been asked for. */
  get pendingFailure(): WebGearRtcError | undefined {
    return this.loaded ? undefined : this.failure?.error;
  }

  /**
   * Asks the provider if it has not answered yet. What it throws is thrown to all who wait, and it is asked again a second later.
   *
   * @throws WebGearRtcError `WGR_STREAMS_UNAVAILABLE`, also for options that are not valid: those who wait are viewers
   */
  async load(): Promise<void> {
    if (this.loaded) return;
    const { failure } = this;
    if (failure !== undefined && this.nowMs() - failure.atMs < RETRY_AFTER_MS) throw failure.error;
    await this.refresh().catch((error: unknown) => {
      throw this.failure?.error ?? error;
    });
  }

  /**
   * Asks the provider, and has the streams follow: those it names no more are removed, others added or reconfigured. Streams that
   * the application has added itself stay.
   *
   * @throws WebGearRtcError `WGR_STREAMS_UNAVAILABLE`; `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN` for the first stream that is not
   *   valid, while the others follow
   */
  refresh(): Promise<void> {
    const { source } = this.parts;
    if (source === undefined) return Promise.resolve();
    this.loading ??= this.ask(source).finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async ask(source: StreamsSource): Promise<void> {
    try {
      await this.follow(await this.wanted(source));
      this.failure = undefined;
    } catch (error) {
      const known = error instanceof WebGearRtcError ? error : this.unavailable(error);
      this.failure = { error: forViewers(known), atMs: this.nowMs() };
      this.parts.onError(known);
      throw known;
    }
  }

  private async wanted(source: StreamsSource): Promise<StreamsByName> {
    try {
      if (source instanceof Promise) return await source;
      if (typeof source === 'function') return await source();
      this.provider ??= this.createProvider(source);
      const provider = await this.provider.catch((error: unknown) => {
        this.provider = undefined;
        throw error;
      });
      return await provider.streams();
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  private async createProvider(
    source: Exclude<StreamsSource, Promise<StreamsByName> | (() => unknown)>,
  ): Promise<StreamsProvider> {
    const { moduleRef } = this.parts;
    if ('useClass' in source) return moduleRef.create(source.useClass);
    if ('useExisting' in source) return moduleRef.get<StreamsProvider>(source.useExisting, { strict: false });
    const dependencies = (source.inject ?? []).map((dependency) => {
      const isOptional = typeof dependency === 'object' && 'token' in dependency;
      const token = isOptional ? dependency.token : dependency;
      return this.dependency(token, isOptional && dependency.optional);
    });
    const factory = source.useFactory as (...given: unknown[]) => StreamsByName | Promise<StreamsByName>;
    return { streams: () => factory(...dependencies) };
  }

  private dependency(token: InjectionToken, isOptional: boolean): unknown {
    try {
      return this.parts.moduleRef.get(token, { strict: false });
    } catch (error) {
      if (isOptional) return undefined;
      throw error;
    }
  }

  private async follow(wanted: StreamsByName): Promise<void> {
    assertStreamsByName(wanted);
    const { streams } = this.parts;
    const names = new Set(Object.keys(wanted));
    for (const name of this.names) {
      if (!names.has(name) && streams.statedOptions(name) !== undefined) await streams.remove(name);
    }
    let failure: unknown;
    const followed = new Set<string>();
    for (const [name, stated] of Object.entries(wanted)) {
      try {
        if (streams.statedOptions(name) === undefined) await streams.add(name, stated);
        else await streams.replace(name, stated);
        followed.add(name);
      } catch (error) {
        if (this.names.has(name)) followed.add(name);
        failure ??= error;
      }
    }
    this.names = followed;
    // The others are there: a mistake in one camera does not keep viewers from all.
    this.loaded = true;
    if (failure !== undefined) throw failure;
  }

  private unavailable(error: unknown): WebGearRtcError {
    return error instanceof WebGearRtcError ? error : unavailable(error);
  }

  private nowMs(): number {
    return this.parts.nowMs?.() ?? performance.now();
  }
}

/** Options that a provider gives are no fault of those who ask for a page, who must not read them either. */
function forViewers(error: WebGearRtcError): WebGearRtcError {
  return error.status < 500 ? unavailable(error) : error;
}

function unavailable(error: unknown): WebGearRtcError {
  const detail = { reason: maskCredentials(messageOf(error)), retryAfterSeconds: RETRY_AFTER_MS / 1000 };
  return new WebGearRtcError('WGR_STREAMS_UNAVAILABLE', detail, { cause: error });
}
