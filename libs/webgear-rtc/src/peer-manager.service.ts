import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { SystemCaptureClock } from './media/system-capture-clock.js';
import type { ResolvedOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { AdmissionControl } from './peers/admission-control.js';
import type { PeerAnswer, PeerManager, PeerOffer } from './peers/peer-manager.interface.js';
import { PeerRegistry } from './peers/peer-registry.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import { ReplacedViewers } from './peers/replaced-viewers.js';
import { viewedStream } from './peers/viewed-stream.interface.js';
import type { ViewerServer } from './peers/viewer-server.interface.js';

const retryAfterSeconds = 5;

/**
 * All viewers of a registration.
 *
 * @publicApi
 */
@Injectable()
export class PeerManagerService implements PeerManager {
  private readonly logger = new Logger('WebGearRtc');
  private readonly registry = new PeerRegistry();
  private readonly replaced = new ReplacedViewers();
  private readonly admission: AdmissionControl;
  private server: Promise<ViewerServer> | undefined;
  private closed = false;

  /** @internal */
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
  ) {
    this.admission = new AdmissionControl(this.registry, options.maxPeers);
  }

  get peers$(): Observable<readonly PeerSnapshot[]> {
    return this.registry.peers$;
  }

  snapshot(): readonly PeerSnapshot[] {
    return this.registry.snapshot();
  }

  async connect(streamName: string, offer: PeerOffer): Promise<PeerAnswer> {
    this.refuseWhenClosed();
    if (this.options.mode === 'mjpeg') {
      const reason = 'this server shows JPEG pictures and nothing else, at stream.mjpeg';
      throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason });
    }
    this.refuseWhenReplaced(offer.previousSessionToken);
    const stream = this.streams.get(streamName);
    const server = await this.openServer();
    this.refuseWhenClosed();
    const peerId = randomUUID();
    const sessionToken = randomBytes(24).toString('base64url');
    const admission = {
      peerId,
      sessionToken,
      admit: () => this.admit(streamName, sessionToken, offer.remoteAddress),
      onClosed: (reason: string) => {
        this.logger.debug(`Stream "${streamName}": viewer ${peerId} left: ${reason}`);
      },
    };
    // Whatever came of it, one whose session ended while the answer waited, for a STUN server or the source, is told why.
    return server.accept(viewedStream(stream), offer, admission).finally(() => {
      this.refuseWhenClosed();
      this.refuseWhenReplaced(sessionToken);
      this.admission.settle(sessionToken);
    });
  }

  closePeer(sessionToken: string): boolean {
    const peer = this.registry.get(sessionToken);
    peer?.close('it asked to be closed');
    return peer !== undefined;
  }

  closeAll(streamName: string): number {
    return this.closeStream(streamName, 'all viewers were closed');
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
   * Refuses new viewers, says good-bye to all and frees the port.
   *
   * @internal
   */
  async close(): Promise<void> {
    this.closed = true;
    const server = await this.server?.catch(() => undefined);
    await server?.close();
    this.registry.close();
  }

  private closeStream(streamName: string, reason: string): number {
    const peers = this.registry.list(streamName);
    for (const peer of peers) peer.close(reason);
    return peers.length;
  }

  private refuseWhenClosed(): void {
    if (this.closed) throw new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds });
  }

  private refuseWhenReplaced(sessionToken: string | undefined): void {
    if (this.replaced.has(sessionToken)) throw new WebGearRtcError('WGR_VIEWER_REPLACED', undefined);
  }

  /**
   * Makes room for one viewer, or refuses it. Only an offer that can be served gets here, so none that cannot takes
   * anybody's place; and nothing is awaited until the viewer is entered, so two cannot take the same last one.
   */
  private admit(streamName: string, sessionToken: string, remoteAddress: string | undefined): void {
    this.refuseWhenClosed();
    if (!this.options.enableLiveBroadcast) {
      for (const peer of this.registry.list(streamName)) this.replaced.add(peer.sessionToken);
      this.closeStream(streamName, 'a newer viewer took its place');
    }
    this.admission.admit(sessionToken, remoteAddress);
  }

  /** werift takes a quarter of a second to load, which start-up does not wait for; a failure is tried again. */
  private openServer(): Promise<ViewerServer> {
    this.server ??= this.createServer().then((server) => {
      const { cipher, send } = server.transport;
      this.logger.debug(`Packets are encrypted by ${cipher} and sent by ${send}`);
      return server;
    });
    this.server.catch(() => (this.server = undefined));
    return this.server;
  }

  /** In threads of their own or here; what is not needed is not loaded. */
  private async createServer(): Promise<ViewerServer> {
    const { options, registry: ledger } = this;
    const clock = new SystemCaptureClock();
    if (options.threads === 0) {
      const { PeerServer } = await import('./peers/peer-server.js');
      return PeerServer.open(options, clock, ledger);
    }
    const { threads: mostThreads, udpPort, udpAddress, iceTcp, announcedAddresses } = options;
    const { iceServers, iceTransportPolicy } = options;
    const { FanOutPool } = await import('./workers/fan-out-pool.js');
    return FanOutPool.open({
      options: { udpPort, udpAddress, iceTcp, announcedAddresses, iceServers, iceTransportPolicy },
      mostThreads,
      clock,
      ledger,
      onFailure: (reason) => this.logger.error(reason),
    });
  }
}
