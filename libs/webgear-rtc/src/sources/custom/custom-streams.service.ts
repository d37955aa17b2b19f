import { Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { ResolvedOptions, ResolvedStreamOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import type { VideoSource } from '../video-source.interface.js';
import type { CustomStream, FrameSource, FrameProvider } from '../../options/custom-stream.js';
import { CustomVideoSource, type FrameFeed } from './custom-video-source.js';
import { injectedProvider } from './injected-provider.js';
import { IteratedSource } from './iterated-source.js';
import { audioOf, nameOf, recognizeProvider } from './frame-provider.js';
import { PulledFeed, stopSource } from './pulled-feed.js';
import { PushedFeed } from './pushed-feed.js';

/** Frames per second if the option `framerate` is not set. */
const DEFAULT_FRAMERATE = 30;

/** Resolves the option `customStream` of each stream, and creates its source. */
@Injectable()
export class CustomStreams implements OnModuleInit {
  private readonly providers = new Map<string, FrameProvider>();
  private readonly keptOpen = new Map<FrameSource, CaptureClock>();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * Runs after Nest has created all instances: an earlier lookup may return an incomplete one.
   *
   * @throws WebGearRtcError `WGR_CUSTOM_STREAM_INVALID`
   */
  async onModuleInit(): Promise<void> {
    for (const { name, customStream } of this.options.streams.values()) {
      if (customStream === undefined) continue;
      if (typeof customStream !== 'function') this.providers.set(name, customStream);
      else if (isClass(customStream)) {
        this.providers.set(name, await injectedProvider(this.moduleRef, customStream, name));
      }
      const provider = this.providers.get(name);
      if (provider === undefined) continue;
      recognizeProvider(provider, name);
      audioOf(provider, name);
    }
  }

  /** Creates the source of a stream without opening it. */
  createVideoSource(
    { name, framerate = DEFAULT_FRAMERATE }: ResolvedStreamOptions,
    customStream: CustomStream,
    clock: CaptureClock,
    onAudioError?: (error: unknown) => void,
  ): VideoSource {
    const openFeed = async (reader: FrameInputReader): Promise<FrameFeed> => {
      const isStated = customStream === this.options.streams.get(name)?.customStream;
      const kept = isStated ? this.providers.get(name) : undefined;
      const provider = kept ?? (await made(customStream));
      const recognized = recognizeProvider(provider, name);
      const openAudio = audioOf(provider, name);
      if (recognized.form === 'observable') {
        return new PushedFeed({ inputs$: recognized.inputs$, reader, clock, openAudio });
      }
      const source = recognized.form === 'source' ? recognized.source : new IteratedSource(recognized.inputs);
      const stopAtClose = kept === undefined || source.start !== undefined;
      if (!stopAtClose) this.keptOpen.set(source, clock);
      return new PulledFeed({ source, reader, clock, framerate, stopAtClose, openAudio });
    };
    return new CustomVideoSource({ label: nameOf(customStream), clock, framerate, openFeed, onAudioError });
  }

  /** Stops the sources that stay open without viewers. */
  async close(): Promise<void> {
    const sources = [...this.keptOpen];
    this.keptOpen.clear();
    await Promise.allSettled(sources.map(([source, clock]) => stopSource(source, clock)));
  }
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
