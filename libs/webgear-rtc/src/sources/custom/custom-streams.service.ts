import { Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { ConfiguredStreams } from '../../options/configured-streams.js';
import type { ResolvedStreamOptions } from '../../options/resolved-options.interface.js';
import type { VideoSource } from '../video-source.interface.js';
import type { CustomStream, FrameSource, FrameProvider } from '../../options/custom-stream.js';
import { CustomVideoSource, type FrameFeed } from './custom-video-source.js';
import type { OnFrameMetadata } from './frame-time.js';
import { injectedProvider } from './injected-provider.js';
import { IteratedSource } from './iterated-source.js';
import { audioOf, nameOf, recognizeProvider } from './frame-provider.js';
import { PulledFeed, stopSource } from './pulled-feed.js';
import { PushedFeed } from './pushed-feed.js';

/** Frames per second if the option `framerate` is not set. */
const DEFAULT_FRAMERATE = 30;

/** What a stream gives frames by, with what that was stated as. */
interface PreparedStream {
  readonly customStream: CustomStream;
  readonly provider: FrameProvider;
}

/** A source that stays open without viewers. */
interface KeptSource {
  readonly streamName: string;
  readonly clock: CaptureClock;
}

/** Resolves the option `customStream` of each stream, and creates its source. */
@Injectable()
export class CustomStreams implements OnModuleInit {
  private readonly prepared = new Map<string, PreparedStream>();
  private readonly keptOpen = new Map<FrameSource, KeptSource>();

  constructor(
    @Inject(ConfiguredStreams) private readonly streams: ConfiguredStreams,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * Runs after Nest has created all instances: an earlier lookup may return an incomplete one.
   *
   * @throws WebGearRtcError `WGR_CUSTOM_STREAM_INVALID`
   */
  async onModuleInit(): Promise<void> {
    for (const options of this.streams.list()) await this.prepare(options);
  }

  /**
   * Has the class or the object of a stream ready, before its source is created.
   *
   * @throws WebGearRtcError `WGR_CUSTOM_STREAM_INVALID`
   */
  async prepare({ name, customStream }: Pick<ResolvedStreamOptions, 'name' | 'customStream'>): Promise<void> {
    if (customStream === undefined) return;
    const provider = await this.providerOf(name, customStream);
    if (provider === undefined) return;
    recognizeProvider(provider, name);
    audioOf(provider, name);
    this.prepared.set(name, { customStream, provider });
  }

  /** Creates the source of a stream without opening it. */
  createVideoSource(
    { name, framerate = DEFAULT_FRAMERATE }: ResolvedStreamOptions,
    customStream: CustomStream,
    clock: CaptureClock,
    onAudioError?: (error: unknown) => void,
    onMetadata?: OnFrameMetadata,
  ): VideoSource {
    const openFeed = async (reader: FrameInputReader): Promise<FrameFeed> => {
      const prepared = this.prepared.get(name);
      const kept = prepared?.customStream === customStream ? prepared.provider : undefined;
      const provider = kept ?? (await made(customStream));
      const recognized = recognizeProvider(provider, name);
      const openAudio = audioOf(provider, name);
      if (recognized.form === 'observable') {
        return new PushedFeed({ inputs$: recognized.inputs$, reader, clock, openAudio, onMetadata });
      }
      const source = recognized.form === 'source' ? recognized.source : new IteratedSource(recognized.inputs);
      const stopAtClose = kept === undefined || source.start !== undefined;
      if (!stopAtClose) this.keptOpen.set(source, { streamName: name, clock });
      return new PulledFeed({ source, reader, clock, framerate, stopAtClose, openAudio, onMetadata });
    };
    return new CustomVideoSource({ label: nameOf(customStream), clock, framerate, openFeed, onAudioError });
  }

  /** Takes what a stream keeps open without viewers; the returned function stops it. */
  release(streamName: string): () => Promise<void> {
    const sources = [...this.keptOpen].filter(([, kept]) => kept.streamName === streamName);
    for (const [source] of sources) this.keptOpen.delete(source);
    return () => stopAll(sources);
  }

  /** Forgets a stream that is removed. */
  async remove(streamName: string): Promise<void> {
    this.prepared.delete(streamName);
    await this.release(streamName)();
  }

  /** Stops the sources that stay open without viewers. */
  async close(): Promise<void> {
    const sources = [...this.keptOpen];
    this.keptOpen.clear();
    await stopAll(sources);
  }

  private async providerOf(name: string, customStream: CustomStream): Promise<FrameProvider | undefined> {
    if (typeof customStream !== 'function') return customStream;
    if (!isClass(customStream)) return undefined;
    return injectedProvider(this.moduleRef, customStream, name);
  }
}

async function stopAll(sources: readonly (readonly [FrameSource, KeptSource])[]): Promise<void> {
  await Promise.allSettled(sources.map(([source, { clock }]) => stopSource(source, clock)));
}

async function made(customStream: CustomStream): Promise<unknown> {
  return (customStream as () => unknown)();
}

/** A class by its source text, or, if compiled to a function, by its methods. */
function isClass(value: object): value is Type<FrameProvider> {
  const text = Function.prototype.toString.call(value);
  const { prototype } = value as { prototype?: object };
  // The prototype of a generator function is empty, that of other functions has a constructor only.
  return /^class\b/.test(text) || Object.getOwnPropertyNames(prototype ?? {}).length > 1;
}
