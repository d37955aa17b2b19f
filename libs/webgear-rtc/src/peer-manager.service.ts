import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { ThrottledErrorLog } from './errors/throttled-error-log.js';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { SystemCaptureClock } from './media/capture-clock.js';
import type { ResolvedOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { AdmissionControl } from './peers/admission-control.js';
import { ApplicationRungs } from './peers/application-rungs.js';
import type {
  IceAnswer,
  IceDescription,
  PeerAnswer,
  PeerManager,
  PeerOffer,
  ViewerPreferences,
} from './peers/peer-manager.interface.js';
import { PeerRegistry } from './peers/peer-registry.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import type { ViewerServer } from './peers/viewer-server.interface.js';

/**
 * All viewers of a registration.
 *
 * @publicApi
 */
@Injectable()
export class PeerManagerService implements PeerManager {
  private readonly logger = new Logger('WebGearRtc');
  private readonly registry = new PeerRegistry();
  private readonly admission: AdmissionControl;
  private readonly rungs: ApplicationRungs;
  private server: Promise<ViewerServer> | undefined;

  /** @internal */
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
  ) {
    this.admission = new AdmissionControl(this.registry, options);
    this.rungs = new ApplicationRungs(this.registry, options.selectRung, (streamName, text) =>
      this.logger.error(`Stream "${streamName}": ${text}`),
    );
  }

  get peers$(): Observable<readonly PeerSnapshot[]> {
    return this.registry.peers$;
  }

  snapshot(): readonly PeerSnapshot[] {
    return this.registry.snapshot();
  }

  async connect(streamName: string, offer: PeerOffer): Promise<PeerAnswer> {
    this.admission.check();
    if (this.options.mode === 'mjpeg') {
      const reason = 'this server serves JPEG images and nothing else, at stream.mjpeg';
      throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason });
    }
    this.admission.check(offer.previousSessionToken);
    const stream = this.streams.get(streamName);
    const server = await this.openServer();
    this.admission.check();
    const { remoteAddress } = offer;
    const admission = this.admission.open({ streamName, remoteAddress }, (peerId, reason) =>
      this.logger.debug(`Stream "${streamName}": viewer ${peerId} left: ${reason}`),
    );
    this.rungs.start();
    try {
      return await server.accept(stream, offer, admission);
    } finally {
      this.admission.settle(admission.sessionToken);
      if (offer.quality !== undefined) this.rungs.noteOffer(admission.sessionToken, offer.quality);
    }
  }

  prefer(sessionToken: string, preferences: ViewerPreferences): PeerSnapshot | undefined {
    const peer = this.registry.get(sessionToken);
    if (peer === undefined) return undefined;
    this.rungs.prefer(peer, preferences);
    return peer.snapshot();
  }

  addCandidates(sessionToken: string, candidates: readonly string[]): boolean {
    const peer = this.registry.get(sessionToken);
    peer?.addCandidates(candidates);
    return peer !== undefined;
  }

  async restartIce(
    sessionToken: string,
    remote: IceDescription,
    localAddress?: string,
  ): Promise<IceAnswer | undefined> {
    return this.registry.get(sessionToken)?.restartIce(remote, localAddress);
  }

  closePeer(sessionToken: string): boolean {
    const peer = this.registry.get(sessionToken);
    peer?.close('it asked to be closed');
    return peer !== undefined;
  }

  closeAll(streamName: string): number {
    const peers = this.registry.list(streamName);
    for (const peer of peers) peer.close('all viewers were closed');
    return peers.length;
  }

  /**
   * Opens the UDP port now instead of with the first viewer.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   * @internal
   */
  async openPort(): Promise<void> {
    await this.openServer();
  }

  /**
   * Has everything ready for the first viewer.
   *
   * @internal
   */
  async warmUp(): Promise<void> {
    const server = await this.openServer();
    await server.warmUp();
  }

  /**
   * Refuses new viewers, closes all there are and frees the port.
   *
   * @internal
   */
  async close(): Promise<void> {
    this.admission.close();
    this.rungs.close();
    const server = await this.server?.catch(() => undefined);
    await server?.close();
    this.registry.close();
  }

  /**
   * What answers offers, with its port open. werift takes a quarter of a second to load, which start-up does not wait for; a failure
   * is tried again.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   * @internal
   */
  openServer(): Promise<ViewerServer> {
    this.server ??= this.createServer().then((server) => {
      const { cipher, send } = server.transport;
      this.logger.debug(`Packets are encrypted by ${cipher} and sent by ${send}`);
      return server;
    });
    this.server.catch(() => (this.server = undefined));
    return this.server;
  }

  /** In workers or here; what is not needed is not loaded. */
  private async createServer(): Promise<ViewerServer> {
    const { options, registry } = this;
    const clock = new SystemCaptureClock();
    if (options.threads === 0) {
      const { PeerServer } = await import('./peers/peer-server.js');
      return PeerServer.open(options, clock, registry);
    }
    const { threads: maxThreads, udpPort, udpAddress, iceTcp, announcedAddresses } = options;
    const { iceServers, iceTransportPolicy } = options;
    const errors = new ThrottledErrorLog(this.logger, 'Fan-out thread: ');
    const { FanOutPool } = await import('./workers/fan-out-pool.js');
    return FanOutPool.open({
      options: { udpPort, udpAddress, iceTcp, announcedAddresses, iceServers, iceTransportPolicy },
      maxThreads,
      clock,
      registry,
      onFailure: (reason) => this.logger.error(reason),
      onError: (error) => errors.report(error),
    });
  }
}
