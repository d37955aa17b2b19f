import { Inject, Injectable, Logger } from '@nestjs/common';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import type { IngestServer } from './ingest/ingest-server.js';
import { createPublisherToken } from './ingest/publisher-token.js';
import type { Publisher } from './ingest/publisher.js';
import type { ResolvedOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import type { IceAnswer, IceDescription, PeerOffer } from './peers/peer-manager.interface.js';
import { PeerManagerService } from './peer-manager.service.js';
import { isWhipSource } from './sources/whip/whip-source.js';
import { PublishPoints } from './sources/received/publish-points.js';

/** What a publisher gets back. */
export interface PublisherAnswer {
  /** The SDP of our answer, with all candidates. */
  readonly sdp: string;
  /** Lets its holder end the session; secret. */
  readonly sessionToken: string;
}

const retryAfterSeconds = 5;

interface Session {
  readonly streamName: string;
  readonly publisher: Publisher;
}

/** The publishers of a registration: at most one of each stream. */
@Injectable()
export class PublisherManager {
  private readonly logger = new Logger('WebGearRtc');
  private readonly sessions = new Map<string, Session>();
  private server: Promise<IngestServer> | undefined;
  private closed = false;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(PeerManagerService) private readonly peers: PeerManagerService,
    @Inject(PublishPoints) private readonly points: PublishPoints,
  ) {}

  /**
   * Answers a publisher's offer.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_SDP_INVALID`, `WGR_SDP_UNSUPPORTED`, `WGR_PUBLISHER_EXISTS`,
   *   `WGR_SHUTTING_DOWN`
   */
  async connect(
    streamName: string,
    { sdp, remoteAddress, localAddress }: PeerOffer,
  ): Promise<PublisherAnswer> {
    if (!isWhipSource(this.options.streams.get(streamName)?.source)) {
      throw new WebGearRtcError('WGR_PUBLISHING_UNSUPPORTED', { streamName });
    }
    const point = this.points.get(streamName);
    this.check(streamName);
    const server = await this.openServer();
    this.check(streamName);
    const codecs = this.options.streams.get(streamName)?.codecs ?? [];
    const sessionToken = createPublisherToken();
    const { publisher, answer } = server.accept(
      { sdp, codecs, remoteAddress, localAddress },
      {
        onConnected: (media) => {
          this.logger.log(`Stream "${streamName}": a publisher is connected`);
          point.publish(media);
        },
        onClosed: (reason) => {
          this.sessions.delete(sessionToken);
          this.logger.log(`Stream "${streamName}": the publisher is gone: ${reason}`);
        },
      },
    );
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
  closePublisher(sessionToken: string): boolean {
    const session = this.sessions.get(sessionToken);
    session?.publisher.close('it asked to be closed');
    return session !== undefined;
  }

  /** Ends all sessions and admits no more. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { publisher } of this.sessions.values()) publisher.close('the server is shutting down');
  }

  private check(streamName: string): void {
    if (this.closed) throw new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds });
    for (const session of this.sessions.values()) {
      if (session.streamName === streamName)
        throw new WebGearRtcError('WGR_PUBLISHER_EXISTS', { streamName, retryAfterSeconds });
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
    const { connectivity, certificate } = await this.peers.endpoint();
    return new IngestServer(new SystemCaptureClock(), connectivity, certificate);
  }
}
