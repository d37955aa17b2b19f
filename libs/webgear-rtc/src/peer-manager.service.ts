import { Inject, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { StreamEngine } from './broadcast/stream-engine.js';
import { VideoStreamRegistry, type StreamChange } from './broadcast/video-stream-registry.js';
import { ThrottledErrorLog } from './errors/throttled-error-log.js';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { ModuleLogger } from './log/module-logger.js';
import { SystemCaptureClock } from './media/capture-clock.js';
import type { ResolvedOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { AdmissionControl, type Admission } from './peers/admission-control.js';
import { AllViewers } from './peers/all-viewers.js';
import { ApplicationRungs } from './peers/application-rungs.js';
import type { LeaveReason } from './peers/leave-reason.js';
import type {
  IceAnswer,
  IceDescription,
  PeerAnswer,
  PeerManager,
  PeerOffer,
  ViewerPreferences,
} from './peers/peer-manager.interface.js';
import type { KickOptions } from './peers/kicked-viewers.js';
import { knownBy } from './peers/known-viewer.js';
import { PeerRegistry, type RegisteredPeer } from './peers/peer-registry.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import { ViewerRules } from './peers/viewer-rules.js';
import type { ViewerServer } from './peers/viewer-server.interface.js';
import { BoundAddressWatch } from './transport/ice/bound-address-watch.js';

/**
 * How long an offer that needs a source waits for the outcome of opening it: a host that refuses does so at once. One that is
 * silent is known after the first attempt, and a slow one must not delay the handshake, which runs beside it.
 */
const sourceWaitMs = 250;
/** Sources are tried again after 0.25 to 8 seconds; players double this each time. */
const retryAfterSeconds = 2;

/**
 * All viewers of a registration.
 *
 * @publicApi
 */
@Injectable()
export class PeerManagerService implements PeerManager {
  private readonly registry = new PeerRegistry();
  private readonly admission: AdmissionControl;
  private readonly rungs: ApplicationRungs;
  /**
   * Those of MJPEG among them.
   *
   * @internal
   */
  readonly viewers: AllViewers;
  private server: Promise<ViewerServer> | undefined;
  private addressWatch: BoundAddressWatch | undefined;

  /** @internal */
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(ViewerRules) private readonly rules: ViewerRules = new ViewerRules(options.viewerLimits),
    @Inject(ModuleLogger) private readonly logger: ModuleLogger = new ModuleLogger(),
  ) {
    this.viewers = new AllViewers(this.registry, rules.images);
    this.admission = new AdmissionControl(this.registry, options, rules);
    streams.changes$.subscribe(({ kind, stream }) => this.forward(kind, stream));
    this.rungs = new ApplicationRungs(this.registry, options.selectRung, (streamName, text) =>
      this.logger.error(`Stream "${streamName}": ${text}`),
    );
  }

  get peers$(): Observable<readonly PeerSnapshot[]> {
    return this.viewers.peers$;
  }

  snapshot(): readonly PeerSnapshot[] {
    return this.viewers.snapshot();
  }

  async connect(streamName: string, offer: PeerOffer): Promise<PeerAnswer> {
    let isAdmitted = false;
    try {
      return await this.answer(streamName, offer, () => (isAdmitted = true));
    } catch (error) {
      if (!isAdmitted && this.isStream(streamName)) this.viewers.refuse(streamName);
      throw error;
    }
  }

  has(sessionToken: string): boolean {
    return this.registry.get(sessionToken) !== undefined;
  }

  find(sessionToken: string): PeerSnapshot | undefined {
    return this.registry.get(sessionToken)?.snapshot();
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
    peer?.close('left');
    return peer !== undefined;
  }

  kick(peerId: string, options: KickOptions = {}): boolean {
    const peer = this.registry.list().find((each) => each.peerId === peerId);
    if (peer !== undefined) this.remove(peer, options);
    return peer !== undefined || this.rules.removeImageViewer(peerId, options);
  }

  kickAll(streamName: string, options: KickOptions = {}): number {
    const peers = this.registry.list(streamName);
    for (const peer of peers) this.remove(peer, options);
    return peers.length + this.rules.removeImageViewers(streamName, options);
  }

  closeAll(streamName: string, detail?: string, reason: LeaveReason = 'closed'): number {
    const peers = this.registry.list(streamName);
    for (const peer of peers) peer.close(reason, detail);
    return peers.length + this.rules.images.leaveAll(streamName, reason, detail);
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
    this.rules.close();
    this.rungs.close();
    this.addressWatch?.[Symbol.dispose]();
    const server = await this.server?.catch(() => undefined);
    await server?.close();
    this.registry.close();
  }

  /** Workers have copies of what does not change of a stream while its options stay. */
  private forward(kind: StreamChange['kind'], stream: StreamEngine): void {
    if (kind === 'added') return;
    const follow = (server: ViewerServer): void => server.follow?.(kind, stream);
    this.server?.then(follow, () => undefined);
  }

  private async answer(streamName: string, offer: PeerOffer, onAdmitted: () => void): Promise<PeerAnswer> {
    this.admission.check();
    if (this.options.mode === 'mjpeg') {
      const reason = 'this server serves JPEG images and nothing else, at stream.mjpeg';
      throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason });
    }
    this.admission.check(offer.previousSessionToken);
    const { remoteAddress, permission, previousSessionToken: sessionToken } = offer;
    this.rules.assertMayJoin({ viewerId: permission?.viewer?.id, remoteAddress, sessionToken });
    const wanted = this.streams.get(streamName);
    if (offer.requiresSource === true && !(await wanted.findsSource(sourceWaitMs))) {
      throw new WebGearRtcError('WGR_STREAM_NOT_READY', { streamName, retryAfterSeconds });
    }
    const server = await this.openServer();
    this.admission.check();
    const stream = this.streams.get(streamName);
    const admission = this.admission.open({ streamName, remoteAddress, permission });
    this.rungs.start();
    try {
      const admit: Admission['admit'] = (codec) => {
        // A worker asks for it later, and the stream may have been removed.
        if (!this.streams.has(stream)) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName });
        const admitted = admission.admit(codec);
        onAdmitted();
        return admitted;
      };
      return await server.accept(stream, offer, { ...admission, admit });
    } finally {
      this.admission.settle(admission.sessionToken);
      if (offer.quality !== undefined) this.rungs.noteOffer(admission.sessionToken, offer.quality);
    }
  }

  private remove(peer: RegisteredPeer, options: KickOptions): void {
    this.rules.keepOut({ ...knownBy(peer.snapshot()), sessionToken: peer.sessionToken }, options);
    peer.close('kicked', options.reason);
  }

  private isStream(streamName: string): boolean {
    return this.streams.list().some(({ name }) => name === streamName);
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
      this.watchAddress(this.options.udpAddress);
      return server;
    });
    this.server.catch(() => (this.server = undefined));
    return this.server;
  }

  private watchAddress(address: string): void {
    this.addressWatch = new BoundAddressWatch(address, (isThere) => {
      if (isThere) this.logger.log(`This machine has ${address} again, and viewers reach it`);
      else
        this.logger.warn(`This machine no longer has ${address} (udpAddress): no viewer can reach it there`);
    });
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
    const { iceServers, iceTransportPolicy, dtlsCertificate } = options;
    const sockets = { udpPort, udpAddress, iceTcp, announcedAddresses };
    const errors = new ThrottledErrorLog(this.logger, 'Fan-out thread: ');
    const { FanOutPool } = await import('./workers/fan-out-pool.js');
    return FanOutPool.open({
      options: { ...sockets, iceServers, iceTransportPolicy, dtlsCertificate },
      maxThreads,
      clock,
      registry,
      onFailure: (reason) => this.logger.error(reason),
      onError: (error) => errors.report(error),
    });
  }
}
