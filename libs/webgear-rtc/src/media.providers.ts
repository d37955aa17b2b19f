import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { CLUSTER_DISCOVERY, CLUSTER_TOTALS } from './cluster/cluster-totals.js';
import { ClusterNodes } from './cluster/cluster-nodes.js';
import { ThrottledErrorLog } from './errors/throttled-error-log.js';
import type { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { ModuleLogger } from './log/module-logger.js';
import { MEDIA_ENVIRONMENT, systemEnvironment, type MediaEnvironment } from './media-environment.js';
import { ConfiguredStreams } from './options/configured-streams.js';
import type { ResolvedOptions, ResolvedStreamOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS, WEBGEAR_RTC_OPTIONS } from './options/resolved-options.token.js';
import type { RegistrationSettings } from './options/webgear-rtc-options.interface.js';
import { ProcessLoad } from './operations/process-load.js';
import { PeerManagerService } from './peer-manager.service.js';
import { PEER_MANAGER, type PeerManager } from './peers/peer-manager.interface.js';
import { PublisherManager } from './publisher-manager.service.js';
import { ViewerRules } from './peers/viewer-rules.js';
import { StreamRecordings } from './recording/stream-recordings.js';
import { RegisteredPaths } from './registered-paths.js';
import { CaptureService } from './sources/capture.service.js';
import { CustomStreams } from './sources/custom/custom-streams.service.js';
import { findSourceFault, type FindSourceFaultOptions } from './sources/find-source-fault.js';
import { PUBLISHERS } from './signaling/whip/whip.controller.js';
import { PublishPoints } from './sources/received/publish-point.js';
import { isWhipSource } from './sources/whip/whip-source.js';
import { ClusterStreams } from './streams/cluster-streams.js';
import { ProvidedStreams } from './streams/provided-streams.js';
import { StreamFactory } from './streams/stream-factory.js';
import { StreamSet } from './streams/stream-set.js';
import { WarmStreams } from './streams/warm-streams.js';

/** The parts of one registration, in the order of the data flow, as providers. */
export const mediaProviders: Provider[] = [
  { provide: MEDIA_ENVIRONMENT, useValue: systemEnvironment },
  {
    provide: ConfiguredStreams,
    useFactory: (options: ResolvedOptions) => new ConfiguredStreams(options),
    inject: [RESOLVED_OPTIONS],
  },
  CustomStreams,
  PublishPoints,
  {
    provide: StreamFactory,
    useFactory: (
      customStreams: CustomStreams,
      publishPoints: PublishPoints,
      { clock, sources }: MediaEnvironment,
      { cluster }: ResolvedOptions,
      logger: ModuleLogger,
    ) =>
      new StreamFactory({
        customStreams,
        publishPoints,
        clock,
        replacements: sources,
        logger,
        isPublished: cluster !== undefined && cluster.role !== 'edge',
      }),
    inject: [CustomStreams, PublishPoints, MEDIA_ENVIRONMENT, RESOLVED_OPTIONS, ModuleLogger],
  },
  {
    provide: CaptureService,
    useFactory: (
      streams: ConfiguredStreams,
      factory: StreamFactory,
      customStreams: CustomStreams,
      environment: MediaEnvironment,
      logger: ModuleLogger,
    ) => {
      const thrown = new Map<string, ThrottledErrorLog>();
      return new CaptureService(
        new Map(streams.list().map((options) => [options.name, factory.createCapture(options)])),
        () => customStreams.close(),
        (name, error) => {
          const log =
            thrown.get(name) ??
            new ThrottledErrorLog(logger, `Stream "${name}": a subscriber of CaptureService threw: `);
          thrown.set(name, log);
          log.report(error);
        },
        (how) =>
          findFaults(
            streams.list().filter(({ name }) => !environment.sources.has(name)),
            how,
          ),
      );
    },
    inject: [ConfiguredStreams, StreamFactory, CustomStreams, MEDIA_ENVIRONMENT, ModuleLogger],
  },
  {
    provide: VideoStreamRegistry,
    useFactory: (streams: ConfiguredStreams, factory: StreamFactory, captures: CaptureService) =>
      new VideoStreamRegistry(
        streams.list().map((options) => factory.createEngine(options, captures.get(options.name))),
      ),
    inject: [ConfiguredStreams, StreamFactory, CaptureService],
  },
  {
    provide: StreamRecordings,
    useFactory: (
      configured: ConfiguredStreams,
      streams: VideoStreamRegistry,
      { clock }: MediaEnvironment,
      logger: ModuleLogger,
    ) =>
      new StreamRecordings(streams, (stream) => {
        const { lookBackMs = 0, record } = configured.get(stream.name) ?? {};
        return { stream, lookBackMs, record, clock, logger };
      }),
    inject: [ConfiguredStreams, VideoStreamRegistry, MEDIA_ENVIRONMENT, ModuleLogger],
  },
  {
    provide: ViewerRules,
    useFactory: ({ viewerLimits }: ResolvedOptions, { clock }: MediaEnvironment) =>
      new ViewerRules(viewerLimits, clock),
    inject: [RESOLVED_OPTIONS, MEDIA_ENVIRONMENT],
  },
  PeerManagerService,
  PublisherManager,
  { provide: PUBLISHERS, useExisting: PublisherManager },
  { provide: PEER_MANAGER, useExisting: PeerManagerService },
  {
    provide: WarmStreams,
    useFactory: ({ mode }: ResolvedOptions) => new WarmStreams(mode !== 'mjpeg'),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: StreamSet,
    useFactory: (
      registration: RegistrationSettings,
      configured: ConfiguredStreams,
      registry: VideoStreamRegistry,
      captures: CaptureService,
      customStreams: CustomStreams,
      factory: StreamFactory,
      warm: WarmStreams,
      peers: PeerManager,
      paths: RegisteredPaths,
    ) =>
      new StreamSet({
        registration,
        configured,
        registry,
        captures,
        customStreams,
        factory,
        warm,
        closeViewers: (streamName) => peers.closeAll(streamName, undefined, 'removed'),
        assertAddressIsFree: (streamName) => paths.assertFree(streamName),
      }),
    inject: [
      WEBGEAR_RTC_OPTIONS,
      ConfiguredStreams,
      VideoStreamRegistry,
      CaptureService,
      CustomStreams,
      StreamFactory,
      WarmStreams,
      PEER_MANAGER,
      RegisteredPaths,
    ],
  },
  {
    provide: ClusterNodes,
    useFactory: (
      { cluster: settings, maxPeers }: ResolvedOptions,
      configured: ConfiguredStreams,
      peers: PeerManager,
      { clock }: MediaEnvironment,
      logger: ModuleLogger,
    ) => {
      const errors = new ThrottledErrorLog(logger, 'Cluster: ');
      const load = new ProcessLoad();
      return new ClusterNodes({
        settings,
        clock,
        load: () => ({ ...load.read(), viewers: connectedViewers(peers), capacity: maxPeers }),
        streams: () => ({ names: configured.list().map(({ name }) => name), named: configured.haveNames }),
        onError: (error) => errors.report(error),
      });
    },
    inject: [RESOLVED_OPTIONS, ConfiguredStreams, PEER_MANAGER, MEDIA_ENVIRONMENT, ModuleLogger],
  },
  {
    provide: ClusterStreams,
    useFactory: (
      { cluster }: ResolvedOptions,
      registration: RegistrationSettings,
      configured: ConfiguredStreams,
      registry: VideoStreamRegistry,
      peers: PeerManager,
      { clock, connectToBroker: connect }: MediaEnvironment,
      logger: ModuleLogger,
      nodes: ClusterNodes,
    ) =>
      new ClusterStreams({
        settings: cluster,
        registration,
        configured,
        registry,
        clock,
        closeViewers: (streamName, reason) => peers.closeAll(streamName, reason),
        logger,
        connect,
        nodes,
      }),
    inject: [
      RESOLVED_OPTIONS,
      WEBGEAR_RTC_OPTIONS,
      ConfiguredStreams,
      VideoStreamRegistry,
      PEER_MANAGER,
      MEDIA_ENVIRONMENT,
      ModuleLogger,
      ClusterNodes,
    ],
  },
  { provide: CLUSTER_TOTALS, useExisting: ClusterStreams },
  { provide: CLUSTER_DISCOVERY, useExisting: ClusterNodes },
  {
    provide: ProvidedStreams,
    useFactory: (
      { streamsSource: source }: ResolvedOptions,
      streams: StreamSet,
      moduleRef: ModuleRef,
      logger: ModuleLogger,
    ) => {
      const log = new ThrottledErrorLog(logger, '');
      return new ProvidedStreams({ source, streams, moduleRef, onError: (error) => log.report(error) });
    },
    inject: [RESOLVED_OPTIONS, StreamSet, ModuleRef, ModuleLogger],
  },
];

/** Those that take places of `maxPeers` from viewers to come: viewers of MJPEG use free places only. */
function connectedViewers(peers: PeerManager): number {
  return peers.snapshot().filter(({ mode, state }) => mode === 'webrtc' && state === 'connected').length;
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
