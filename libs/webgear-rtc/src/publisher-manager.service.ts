import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import type { IngestServer } from './ingest/ingest-server.js';
import type { Publisher } from './ingest/publisher.js';
import { ModuleLogger } from './log/module-logger.js';
import { ConfiguredStreams } from './options/configured-streams.js';
import type { ResolvedOptions, ResolvedStreamOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import type { IceAnswer, IceDescription, PeerOffer } from './peers/peer-manager.interface.js';
import type { MediaEndpoint, PeerServer } from './peers/peer-server.js';
import { createSessionToken } from './peers/session-token.js';
import { PeerManagerService } from './peer-manager.service.js';
import { AddressBudgets } from './signaling/whip/address-budgets.js';
import type { SdpSessionOwner } from './signaling/sdp-endpoint/sdp-endpoint.js';
import { isWhipSource } from './sources/whip/whip-source.js';
import type { TransportFactory } from './transport/transport-factory.js';
import { PublishPoints } from './sources/received/publish-point.js';

/** What a publisher gets back. */
export interface PublisherAnswer {
  /** The SDP of our answer, with all candidates. */
  readonly sdp: string;
  /** Lets its holder end the session; secret. */
  readonly sessionToken: string;
}

interface Session {
  readonly streamName: string;
  readonly publisher: Publisher;
}

const retryAfterSeconds = 5;

/** The publishers of a registration: at most one of each stream. */
@Injectable()
export class PublisherManager implements SdpSessionOwner {
  private readonly sessions = new Map<string, Session>();
  private readonly budgets = new AddressBudgets();
  private server: Promise<IngestServer> | undefined;
  private ownConnectivity: TransportFactory | undefined;
  private isShutDown = false;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ConfiguredStreams) private readonly streams: ConfiguredStreams,
    @Inject(PeerManagerService) private readonly peers: PeerManagerService,
    @Inject(PublishPoints) private readonly points: PublishPoints,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {
    streams.changes$.subscribe(() => this.closeUnwanted());
  }

  /**
   * Answers a publisher's offer.
   *
   * @param bearerToken what the request carried
   * @throws WebGearRtcError `WGR_PUBLISHING_UNSUPPORTED`, `WGR_STREAM_ELSEWHERE`, `WGR_PUBLISH_TOKEN_INVALID`, `WGR_PUBLISHER_EXISTS`,
   *   `WGR_TOO_MANY_PUBLISH_REQUESTS`, `WGR_SDP_INVALID`, `WGR_SDP_UNSUPPORTED`, `WGR_NO_ICE_CANDIDATES`, `WGR_SHUTTING_DOWN`
   */
  async connect(
    streamName: string,
    { sdp, remoteAddress, localAddress }: PeerOffer,
    bearerToken?: string,
  ): Promise<PublisherAnswer> {
    const stream = this.admit(streamName, remoteAddress, bearerToken);
    const server = await this.openServer();
    this.assertFree(streamName);
    const sessionToken = createSessionToken(this.options.cluster?.nodeId);
    const { publisher, answer } = server.accept(
      { sdp, codecs: stream.codecs, remoteAddress, localAddress },
      {
        onConnected: (media) => {
          this.logger.log(`Stream "${streamName}": a publisher is connected`);
          this.points.get(streamName).publish(media);
        },
        onClosed: (reason) => {
          this.sessions.delete(sessionToken);
          this.logger.log(`Stream "${streamName}": the publisher is gone: ${reason}`);
        },
      },
    );
    this.replaceSilent(streamName);
    this.sessions.set(sessionToken, { streamName, publisher });
    return { sdp: await answer, sessionToken };
  }

  /** Whether a session of this secret lives. */
  has(sessionToken: string): boolean {
    return this.sessions.has(sessionToken);
  }

  /** Takes candidates found after the offer; `false` for an unknown session. */
  addCandidates(sessionToken: string, candidates: readonly string[]): boolean {
    const session = this.sessions.get(sessionToken);
    session?.publisher.addCandidates(candidates);
    return session !== undefined;
  }

  /** Restarts the ICE session of a publisher whose network has changed; `undefined` for an unknown session. */
  async restartIce(
    sessionToken: string,
    remote: IceDescription,
    localAddress?: string,
  ): Promise<IceAnswer | undefined> {
    const local = await this.sessions.get(sessionToken)?.publisher.restartIce(remote, localAddress);
    return local && { ...local, candidates: local.candidates.map(({ sdp }) => sdp) };
  }

  /** Ends a session; `false` for an unknown one. */
  close(sessionToken: string): boolean {
    const session = this.sessions.get(sessionToken);
    session?.publisher.close('it asked to be closed');
    return session !== undefined;
  }

  /** Ends all sessions and admits no more. */
  async shutDown(): Promise<void> {
    this.isShutDown = true;
    for (const { publisher } of this.sessions.values()) publisher.close('the server is shutting down');
    await this.ownConnectivity?.close();
  }

  private admit(
    streamName: string,
    remoteAddress: string | undefined,
    bearerToken: string | undefined,
  ): ResolvedStreamOptions {
    const stream = this.streams.get(streamName);
    // A stream of another machine in a cluster, to whose origin a publisher has to go.
    if (stream?.source === `nats:${streamName}`)
      throw new WebGearRtcError('WGR_STREAM_ELSEWHERE', { streamName });
    if (stream === undefined || !isWhipSource(stream.source)) {
      throw new WebGearRtcError('WGR_PUBLISHING_UNSUPPORTED', { streamName });
    }
    // Before the token: it could be guessed otherwise.
    if (!this.budgets.take(remoteAddress, Date.now())) {
      throw new WebGearRtcError('WGR_TOO_MANY_PUBLISH_REQUESTS', { retryAfterSeconds });
    }
    const { publishToken } = stream;
    if (publishToken !== undefined && !isSame(publishToken, bearerToken ?? '')) {
      throw new WebGearRtcError('WGR_PUBLISH_TOKEN_INVALID', { streamName });
    }
    this.assertFree(streamName);
    return stream;
  }

  /** An offer that has led to nothing for a while, or a publisher that is silent, keeps nobody out. */
  private assertFree(streamName: string): void {
    if (this.isShutDown) throw new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds });
    if (this.publishersOf(streamName).some(({ isReplaceable }) => !isReplaceable)) {
      throw new WebGearRtcError('WGR_PUBLISHER_EXISTS', { streamName, retryAfterSeconds });
    }
  }

  private replaceSilent(streamName: string): void {
    for (const publisher of this.publishersOf(streamName)) publisher.close('another has taken its place');
  }

  private publishersOf(streamName: string): Publisher[] {
    return [...this.sessions.values()]
      .filter((session) => session.streamName === streamName)
      .map(({ publisher }) => publisher);
  }

  /** A stream has been removed, or has another source now. */
  private closeUnwanted(): void {
    for (const { streamName, publisher } of this.sessions.values()) {
      if (!isWhipSource(this.streams.get(streamName)?.source))
        publisher.close('its stream takes no publisher any more');
    }
  }

  private openServer(): Promise<IngestServer> {
    this.server ??= this.createServer();
    this.server.catch(() => (this.server = undefined));
    return this.server;
  }

  private async createServer(): Promise<IngestServer> {
    const [{ IngestServer }, { SystemCaptureClock }] = await Promise.all([
      import('./ingest/ingest-server.js'),
      import('./media/capture-clock.js'),
    ]);
    const { connectivity, certificate } = await this.openEndpoint();
    return new IngestServer(new SystemCaptureClock(), connectivity, certificate);
  }

  /** The port of the viewers; with `threads`, whose ports are theirs, the one behind those. */
  private async openEndpoint(): Promise<MediaEndpoint> {
    const { options } = this;
    if (options.threads === 0) return ((await this.peers.openServer()) as PeerServer).endpoint;
    const [{ TransportFactory }, { loadDtlsCertificate }] = await Promise.all([
      import('./transport/transport-factory.js'),
      import('./transport/dtls/load-dtls-certificate.js'),
    ]);
    const udpPort = options.udpPort === 0 ? 0 : options.udpPort + options.threads;
    const certificate = await loadDtlsCertificate(options.dtlsCertificate);
    this.ownConnectivity ??= await TransportFactory.open({ ...options, udpPort }, undefined);
    return { connectivity: this.ownConnectivity, certificate };
  }
}

/** Compares in a time that says nothing of where they differ. */
function isSame(secret: string, given: string): boolean {
  const [one, other] = [secret, given].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
