import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { debounceTime } from 'rxjs';
import { onFirstResponse } from './on-first-response.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import type { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { setFfmpegLogListener } from './ffmpeg/ffmpeg-log.js';
import { loadNodeAv } from './ffmpeg/load-node-av.js';
import { threadPoolSize } from './ffmpeg/input/blocking-read-semaphore.js';
import { ModuleLogger } from './log/module-logger.js';
import { findOpenCv } from './pipeline/stabilizer/load-opencv.js';
import { ConfiguredStreams } from './options/configured-streams.js';
import type { ResolvedOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { PeerManagerService } from './peer-manager.service.js';
import { PublisherManager } from './publisher-manager.service.js';
import { StreamRecordings } from './recording/stream-recordings.js';
import { CaptureService } from './sources/capture.service.js';
import { threadPoolWarning } from './sources/playback/thread-pool-warning.js';
import { ClusterStreams } from './streams/cluster-streams.js';
import { StreamSet } from './streams/stream-set.js';
import { WarmStreams } from './streams/warm-streams.js';

// Loading FFmpeg and werift keeps the process busy for a third of a second. The first page, asked for the moment the
// port is open, goes out before that; while its reader's browser is busy with it, nothing else is to be done here.
const latestWarmUpMs = 150;

/** Starts what must be ready for the first viewer, and ends everything in the order that loses nothing. */
@Injectable()
export class MediaLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly closing = new AbortController();
  private readonly warned = new Set<string>();
  private warmingUp: Promise<void> | undefined;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(PeerManagerService) private readonly peers: PeerManagerService,
    @Inject(PublisherManager) private readonly publishers: PublisherManager,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(StreamRecordings) private readonly recordings: StreamRecordings,
    @Inject(CaptureService) private readonly captures: CaptureService,
    @Inject(ConfiguredStreams) private readonly configured: ConfiguredStreams,
    @Inject(StreamSet) private readonly set: StreamSet,
    @Inject(ClusterStreams) private readonly cluster: ClusterStreams,
    @Inject(WarmStreams) private readonly warm: WarmStreams,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {}

  /**
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE` when a port was asked for by number and cannot be had,
   *   `WGR_PACKAGE_MISSING` when a stream is to be stabilised and OpenCV.js is not installed
   */
  async onApplicationBootstrap(): Promise<void> {
    if (this.configured.list().some(({ stabilize }) => stabilize !== undefined)) findOpenCv();
    this.warnOfShortage();
    // Without HTTP no viewer can come. A script that shares the application's modules must not take the UDP port or the
    // camera from the server that runs beside it.
    if (!this.adapterHost.httpAdapter) return;
    // Not waited for: what is wrong now may be right when the first viewer comes.
    void this.warnOf(() => this.captures.findFaultsByName());
    const hasPeers = this.options.mode !== 'mjpeg';
    if (hasPeers && this.options.udpPort !== 0) await this.peers.openPort();
    this.warm.start(
      this.streams.listLocal().flatMap((stream) => {
        const options = this.configured.get(stream.name);
        return options === undefined ? [] : [[options, stream] as const];
      }),
    );
    this.recordings.start();
    this.cluster.start();
    // Not in one turn with those that are added together.
    this.streams.changes$.pipe(debounceTime(0)).subscribe(() => {
      this.warnOfShortage();
      void this.warnOf(() => this.captures.findFaultsByName());
    });
    this.adapterHost.listen$.subscribe(() => {
      const server = this.adapterHost.httpAdapter.getHttpServer() as EventEmitter;
      const { signal } = this.closing;
      endKeptConnections(server, signal);
      onFirstResponse(server, () => (this.warmingUp = this.warmUp()), { latestMs: latestWarmUpMs, signal });
    });
  }

  /** Peers are closed before the streams, so that no subscription keeps a source open. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.set.close();
    // An application that closes this early would otherwise open its port after it had closed it.
    await this.warmingUp;
    await this.publishers.shutDown();
    await this.peers.close();
    await this.cluster.close();
    await this.recordings.close();
    await this.streams.close();
    await this.captures.close();
  }

  private warnOfShortage(): void {
    const shortage = threadPoolWarning(this.configured.list(), threadPoolSize());
    if (shortage !== undefined) this.warnOnce(shortage);
  }

  private async warmUp(): Promise<void> {
    try {
      await loadNodeAv();
      void this.warnOf(() => this.captures.findFaults());
      if (this.logger.writes('verbose')) await setFfmpegLogListener((line) => this.logger.verbose(line));
      if (this.options.mode !== 'mjpeg') await this.peers.warmUp();
    } catch (error) {
      this.logger.error(error instanceof Error ? error.message : String(error));
    }
  }

  /** Each fault once, although the second look finds those of the first as well. */
  private async warnOf(find: () => Promise<readonly WebGearRtcError[]>): Promise<void> {
    for (const { message } of await find()) this.warnOnce(message);
  }

  private warnOnce(message: string): void {
    if (!this.warned.has(message)) this.logger.warn(message);
    this.warned.add(message);
  }
}

/**
 * From when the signal aborts on, each answer of a server ends its connection.
 *
 * A page that asks every few seconds whether its stream is back keeps its connection: `close()` of an application, which waits
 * for all connections to end, would wait for as long as the page is open.
 *
 * @param server any of Node's HTTP servers
 * @param signal the application shuts down
 */
function endKeptConnections(server: EventEmitter, signal: AbortSignal): void {
  const endConnection = (request: IncomingMessage, response: ServerResponse): void => {
    // HTTP/2 has no such header (RFC 9113, 8.2.2).
    if (request.httpVersionMajor < 2) response.setHeader('Connection', 'close');
  };
  signal.addEventListener('abort', () => server.prependListener('request', endConnection), { once: true });
}
