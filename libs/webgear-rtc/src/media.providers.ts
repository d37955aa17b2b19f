import { Logger, type Provider } from '@nestjs/common';
import { createVideoStream } from './broadcast/create-video-stream.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { paintSlate } from './frames/slate.js';
import { SystemCaptureClock } from './frames/system-capture-clock.js';
import type { ResolvedOptions, ResolvedStreamOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { PeerManagerService } from './peers/peer-manager.service.js';
import { PEER_MANAGER } from './peers/peer-manager.token.js';
import { CaptureService } from './sources/capture.service.js';
import { createVideoSource } from './sources/create-video-source.js';
import { OnDemandCapture } from './sources/on-demand-capture.js';
import { SourceSupervisor } from './sources/source-supervisor.js';

const clock = new SystemCaptureClock();
const logger = new Logger('WebGearRtc');

/** The way of a frame, from the sources to the viewers, as providers of one registration. */
export const mediaProviders: Provider[] = [
  {
    provide: CaptureService,
    useFactory: ({ streams }: ResolvedOptions) =>
      new CaptureService(new Map([...streams].map(([name, options]) => [name, createCapture(options)]))),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: VideoStreamRegistry,
    useFactory: ({ streams }: ResolvedOptions, captures: CaptureService) =>
      new VideoStreamRegistry(
        [...streams].map(([name, options]) => createVideoStream(options, captures.get(name), clock, logger)),
      ),
    inject: [RESOLVED_OPTIONS, CaptureService],
  },
  PeerManagerService,
  { provide: PEER_MANAGER, useExisting: PeerManagerService },
];

function createCapture(options: ResolvedStreamOptions): OnDemandCapture {
  const supervisor = new SourceSupervisor({
    source: createVideoSource({ ...options, clock }),
    clock,
    logger,
    paintSlate,
    loop: options.loop,
    enableInfiniteFrames: options.enableInfiniteFrames,
    timeDelayMs: options.timeDelay * 1000,
  });
  return new OnDemandCapture(supervisor, options.idleStopMs);
}
