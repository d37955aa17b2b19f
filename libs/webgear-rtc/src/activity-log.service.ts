import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { filter, Subscription, takeUntil } from 'rxjs';
import { VideoStreamRegistry, type StreamChange } from './broadcast/video-stream-registry.js';
import { ConfiguredStreams } from './options/configured-streams.js';
import type { ResolvedStreamOptions } from './options/resolved-options.interface.js';
import type { StreamState } from './media/stream-stats.js';
import { type PeerManager, PEER_MANAGER } from './peers/peer-manager.interface.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import { CaptureService } from './sources/capture.service.js';
import type { VideoSourceInfo } from './sources/video-source.interface.js';

/**
 * What happens on a good day, as `debug` lines of Nest's logger: which of them are written is for the application to say,
 * by its log levels.
 */
@Injectable()
export class ActivityLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('WebGearRtc');
  private readonly watching = new Subscription();
  private joined: ReadonlySet<string> = new Set();

  constructor(
    @Inject(ConfiguredStreams) private readonly configured: ConfiguredStreams,
    @Inject(CaptureService) private readonly captures: CaptureService,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(PEER_MANAGER) private readonly peers: PeerManager,
  ) {}

  onApplicationBootstrap(): void {
    for (const { name } of this.streams.list()) this.watch(name);
    this.watching.add(
      this.streams.changes$.subscribe(({ kind, stream: { name } }) => {
        if (kind !== 'reconfigured') this.logger.debug(`Stream "${name}": ${kind}`);
        if (kind === 'added') this.watch(name);
      }),
    );
    this.watching.add(this.peers.peers$.subscribe((peers) => this.onPeers(peers)));
  }

  beforeApplicationShutdown(): void {
    this.watching.unsubscribe();
  }

  private watch(name: string): void {
    let before: StreamState = 'idle';
    // Of other machines only the state is known.
    const state$ = this.captures.has(name) ? this.captures.state$(name) : this.streams.get(name).state$;
    const states = state$
      .pipe(takeUntil(this.streams.changes$.pipe(filter(isRemovalOf(name)))))
      .subscribe((state) => {
        const options = this.configured.get(name);
        if (state !== before && options !== undefined) this.onState(options, state);
        before = state;
      });
    this.watching.add(states);
  }

  private onState(options: ResolvedStreamOptions, state: StreamState): void {
    const { name } = options;
    const info = state === 'live' && this.captures.has(name) ? this.captures.info(name) : undefined;
    const words =
      info === undefined
        ? `source ${state}`
        : `source live, ${sourceWords(info)}; ${sendingWords(options, info)}`;
    this.logger.debug(`Stream "${name}": ${words}`);
  }

  private onPeers(peers: readonly PeerSnapshot[]): void {
    const connected = peers.filter(({ state }) => state === 'connected');
    for (const { peerId, streamName, codec } of connected) {
      if (this.joined.has(peerId)) continue;
      const count = connected.filter((peer) => peer.streamName === streamName).length;
      const renditions = this.streams.find(streamName)?.stats().renditions ?? [];
      const isPassed = renditions.some((rendition) => rendition.codec === codec && rendition.passthrough);
      this.logger.debug(
        `Stream "${streamName}": viewer ${peerId} joined, ${codec}${isPassed ? ' (passthrough)' : ''}, ${count} watching`,
      );
    }
    this.joined = new Set(connected.map(({ peerId }) => peerId));
  }
}

function isRemovalOf(name: string): (change: StreamChange) => boolean {
  return ({ kind, stream }) => kind === 'removed' && stream.name === name;
}

function sourceWords({ width, height, framerate, live, passthrough }: VideoSourceInfo): string {
  const rate = `${Number(framerate.toFixed(2))} fps`;
  const profile =
    passthrough === undefined
      ? ''
      : `, H.264 profile ${passthrough.profile} level ${passthrough.levelIdc / 10}`;
  return `${width}x${height}, ${rate}, ${live ? 'live' : 'recorded'}${profile}`;
}

function sendingWords({ passthrough }: ResolvedStreamOptions, info: VideoSourceInfo): string {
  if (passthrough === 'never') return 'encoded';
  return info.passthrough === undefined
    ? 'encoded, since browsers cannot take it as it comes'
    : 'passthrough where viewers can decode it';
}
