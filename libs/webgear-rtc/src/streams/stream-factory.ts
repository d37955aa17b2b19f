import { createLocalStreamEngine } from '../broadcast/create-local-stream-engine.js';
import type { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import { ThrottledErrorLog, type StreamLogger } from '../errors/throttled-error-log.js';
import type { MetadataChannel } from '../frame-metadata/metadata-channel.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { FrameProvider } from '../options/custom-stream.js';
import type { ResolvedStreamOptions } from '../options/resolved-options.interface.js';
import { paintSlate } from '../pipeline/slate.js';
import { createWhepSource } from '../ingest/whep/whep-source.js';
import { createAudioSources } from '../sources/audio/create-audio-sources.js';
import { WithAudio } from '../sources/audio/with-audio.js';
import { createVideoSource } from '../sources/create-video-source.js';
import type { CustomStreams } from '../sources/custom/custom-streams.service.js';
import { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { SourceSupervisor } from '../sources/playback/source-supervisor.js';
import type { PublishPoints } from '../sources/received/publish-point.js';
import { isWhepSource } from '../sources/whep/whep-address.js';
import { createWhipSource, isWhipSource } from '../sources/whip/whip-source.js';
import type { VideoSource } from '../sources/video-source.interface.js';

/** What streams are made with. */
export interface StreamFactoryParts {
  readonly customStreams: CustomStreams;
  readonly publishPoints: PublishPoints;
  readonly clock: CaptureClock;
  /** Frames instead of the configured source, by the name of the stream. */
  readonly replacements: ReadonlyMap<string, FrameProvider>;
  readonly logger: StreamLogger;
  /** Whether encoded frames are published to other machines. */
  readonly isPublished?: boolean;
}

/** Puts together streams and their sources out of their options; nothing is opened yet. */
export class StreamFactory {
  /** Where frames of custom sources send what the application tells of them, by the name of the stream. */
  private readonly channels = new Map<string, MetadataChannel>();

  constructor(private readonly parts: StreamFactoryParts) {}

  /** The source of a stream. */
  createCapture(options: ResolvedStreamOptions): OnDemandCapture {
    const errors = this.errorsOf(options);
    return new OnDemandCapture(this.createSupervisor(options), options.idleStopMs, (error) =>
      errors.report(error),
    );
  }

  /** What comes after the source. */
  createEngine(options: ResolvedStreamOptions, capture: OnDemandCapture): LocalStreamEngine {
    const { clock, logger, isPublished } = this.parts;
    const engine = createLocalStreamEngine(options, capture, clock, logger, isPublished);
    this.channels.set(options.name, engine.metadata);
    return engine;
  }

  /** Lets go of a stream that is removed, which would stay in memory as a whole. */
  forget(name: string): void {
    this.channels.delete(name);
  }

  /** What runs the source of a stream, for a capture that has another one now. */
  createSupervisor(options: ResolvedStreamOptions): SourceSupervisor {
    const { clock, logger } = this.parts;
    return new SourceSupervisor({
      source: this.createSource(options),
      streamName: options.name,
      clock,
      logger,
      paintSlate,
      loop: options.loop,
      enableInfiniteFrames: options.enableInfiniteFrames,
      stallTimeoutMs: options.stallTimeoutMs,
      timeDelayMs: options.timeDelay * 1000,
    });
  }

  private createSource(options: ResolvedStreamOptions): VideoSource {
    const { clock, logger } = this.parts;
    const source = this.createFrameSource(options);
    const { audio, audioSource, customFfmpeg } = options;
    if (audio === false || audioSource === undefined) return source;
    return new WithAudio(source, {
      sound: createAudioSources(audioSource, clock, customFfmpeg),
      clock,
      logger,
    });
  }

  private createFrameSource(options: ResolvedStreamOptions): VideoSource {
    const { customStreams, publishPoints, clock, replacements, logger } = this.parts;
    const replacement = replacements.get(options.name);
    const customStream = replacement === undefined ? options.customStream : () => replacement;
    if (customStream !== undefined) {
      const errors = this.errorsOf(options);
      const onAudioError = (error: unknown): void => errors.report(error);
      return customStreams.createVideoSource(
        options,
        customStream,
        clock,
        onAudioError,
        (value, captureTimeUs) => this.publish(options.name, value, captureTimeUs, errors),
      );
    }
    if (isWhipSource(options.source)) {
      return createWhipSource(publishPoints.get(options.name), clock, logger);
    }
    if (isWhepSource(options.source)) {
      const audio = options.audio !== false;
      return createWhepSource(String(options.source), { ...options, audio, clock, logger });
    }
    return createVideoSource({ ...options, clock, logger });
  }

  /** A fault of what is told of a frame does not end its source. */
  private publish(name: string, value: unknown, captureTimeUs: number, errors: ThrottledErrorLog): void {
    try {
      this.channels.get(name)?.publish(value, { captureTimeUs });
    } catch (error) {
      errors.report(error);
    }
  }

  private errorsOf({ name }: ResolvedStreamOptions): ThrottledErrorLog {
    return new ThrottledErrorLog(this.parts.logger, `Stream "${name}": `);
  }
}
