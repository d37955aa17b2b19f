import { Logger, type Provider } from '@nestjs/common';
import { createLocalStreamEngine } from './broadcast/create-local-stream-engine.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import type { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { paintSlate } from './pipeline/slate.js';
import { MEDIA_ENVIRONMENT, systemEnvironment, type MediaEnvironment } from './media-environment.js';
import type { ResolvedOptions, ResolvedStreamOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { PeerManagerService } from './peer-manager.service.js';
import { PublisherManager } from './publisher-manager.service.js';
import { PEER_MANAGER } from './peers/peer-manager.interface.js';
import { CaptureService } from './sources/capture.service.js';
import { createAudioSources } from './sources/audio/create-audio-sources.js';
import { WithAudio } from './sources/audio/with-audio.js';
import { createVideoSource } from './sources/create-video-source.js';
import { CustomStreams } from './sources/custom/custom-streams.service.js';
import { findSourceFault, type FindSourceFaultOptions } from './sources/find-source-fault.js';
import { OnDemandCapture } from './sources/playback/on-demand-capture.js';
import { ThrottledErrorLog } from './errors/throttled-error-log.js';
import { SourceSupervisor } from './sources/playback/source-supervisor.js';
import { PUBLISHERS } from './signaling/whip/whip.controller.js';
import { PublishPoints } from './sources/received/publish-point.js';
import { createWhepSource } from './ingest/whep/whep-source.js';
import { isWhepSource } from './sources/whep/whep-address.js';
import { createWhipSource, isWhipSource } from './sources/whip/whip-source.js';
import type { VideoSource } from './sources/video-source.interface.js';

const logger = new Logger('WebGearRtc');

/** The parts of one registration, in the order of the data flow, as providers. */
export const mediaProviders: Provider[] = [
  { provide: MEDIA_ENVIRONMENT, useValue: systemEnvironment },
  CustomStreams,
  PublishPoints,
  {
    provide: CaptureService,
    useFactory: (
      { streams }: ResolvedOptions,
      customStreams: CustomStreams,
      environment: MediaEnvironment,
      publishPoints: PublishPoints,
    ) => {
      const thrown = new Map(
        [...streams.keys()].map((name) => [
          name,
          new ThrottledErrorLog(logger, `Stream "${name}": a subscriber of CaptureService threw: `),
        ]),
      );
      return new CaptureService(
        new Map(
          [...streams].map(([name, options]) => [
            name,
            createCapture(options, { customStreams, environment, publishPoints }),
          ]),
        ),
        () => customStreams.close(),
        (name, error) => thrown.get(name)?.report(error),
        (how) =>
          findFaults(
            [...streams.values()].filter(({ name }) => !environment.sources.has(name)),
            how,
          ),
      );
    },
    inject: [RESOLVED_OPTIONS, CustomStreams, MEDIA_ENVIRONMENT, PublishPoints],
  },
  {
    provide: VideoStreamRegistry,
    useFactory: ({ streams }: ResolvedOptions, captures: CaptureService, { clock }: MediaEnvironment) =>
      new VideoStreamRegistry(
        [...streams].map(([name, options]) =>
          createLocalStreamEngine(options, captures.get(name), clock, logger),
        ),
      ),
    inject: [RESOLVED_OPTIONS, CaptureService, MEDIA_ENVIRONMENT],
  },
  PeerManagerService,
  PublisherManager,
  { provide: PUBLISHERS, useExisting: PublisherManager },
  { provide: PEER_MANAGER, useExisting: PeerManagerService },
];

/** Where frames come from that the library does not read itself. */
interface ExternalSources {
  readonly customStreams: CustomStreams;
  readonly environment: MediaEnvironment;
  readonly publishPoints: PublishPoints;
}

function createCapture(options: ResolvedStreamOptions, external: ExternalSources): OnDemandCapture {
  const { clock } = external.environment;
  const supervisor = new SourceSupervisor({
    source: createSource(options, external),
    streamName: options.name,
    clock,
    logger,
    paintSlate,
    loop: options.loop,
    enableInfiniteFrames: options.enableInfiniteFrames,
    stallTimeoutMs: options.stallTimeoutMs,
    timeDelayMs: options.timeDelay * 1000,
  });
  const errors = new ThrottledErrorLog(logger, `Stream "${options.name}": `);
  return new OnDemandCapture(supervisor, options.idleStopMs, (error) => errors.report(error));
}

async function findFaults(
  streams: readonly ResolvedStreamOptions[],
  how: FindSourceFaultOptions,
): Promise<readonly WebGearRtcError[]> {
  const sources = streams.filter(
    ({ customStream, source }) => customStream === undefined && !isWhipSource(source),
  );
  const faults = await Promise.all(sources.map((options) => findSourceFault(options, how)));
  return faults.filter((fault) => fault !== undefined);
}

function createSource(options: ResolvedStreamOptions, external: ExternalSources): VideoSource {
  const source = createFrameSource(options, external);
  const { audio, audioSource, customFfmpeg } = options;
  if (audio === false || audioSource === undefined) return source;
  const { clock } = external.environment;
  return new WithAudio(source, {
    sound: createAudioSources(audioSource, clock, customFfmpeg),
    clock,
    logger,
  });
}

function createFrameSource(
  options: ResolvedStreamOptions,
  { customStreams, environment: { clock, sources }, publishPoints }: ExternalSources,
): VideoSource {
  const replacement = sources.get(options.name);
  const customStream = replacement === undefined ? options.customStream : () => replacement;
  if (customStream !== undefined) {
    const errors = new ThrottledErrorLog(logger, `Stream "${options.name}": `);
    return customStreams.createVideoSource(options, customStream, clock, (error) => errors.report(error));
  }
  if (isWhipSource(options.source)) {
    return createWhipSource(publishPoints.get(options.name), clock, logger);
  }
  if (isWhepSource(options.source)) {
    return createWhepSource(String(options.source), {
      ...options,
      audio: options.audio !== false,
      clock,
      logger,
    });
  }
  return createVideoSource({ ...options, clock, logger });
}
