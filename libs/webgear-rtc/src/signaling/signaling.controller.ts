import { HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { type PeerManager, PEER_MANAGER } from '../peers/peer-manager.interface.js';
import { Access } from './access/access.guard.js';
import { ViewerAccess } from './access/viewer-access.js';
import { SkipBodyParser } from './body/raw-body.js';
import { readBody } from './body/read-body.js';
import { Placement } from './cluster/placement.js';
import { SessionRequests } from './cluster/session-requests.js';
import { parseClose, type CloseRequest } from './close-body.js';
import { rawRequest, type HttpRequest } from './http-request.js';
import { HttpResponder, type HttpReply } from './http-responder.js';
import { parseOffer } from './offer-body.js';
import { parseQuality, qualityOf, type QualityBody } from './quality-body.js';
import { SignalingErrorFilter } from './signaling-error.filter.js';
import { StreamRoutes } from './stream-routes.js';
import { type SdpSessions, VIEWER_SESSIONS } from './sdp-endpoint/sdp-sessions.js';
import { usernameFragmentOf } from './sdp-endpoint/trickle-fragment.js';

/** The routes that open and close a session, which are VidGear's, and the one that changes its quality. */
@UseFilters(SignalingErrorFilter)
export class SignalingController {
  constructor(
    @Inject(PEER_MANAGER) private readonly peers: PeerManager,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(VIEWER_SESSIONS) private readonly sessions: SdpSessions,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
    @Inject(SessionRequests) private readonly requests: SessionRequests,
    @Inject(Placement) private readonly placement: Placement,
  ) {
    requests.handle('quality', ({ body }) => this.setQuality(parseQuality(body)));
    requests.handle('close', ({ sessionToken }) => {
      this.peers.closePeer(sessionToken);
      return closeReply('OK');
    });
  }

  /** Answers the offer of a browser. */
  @Post('offer')
  @HttpCode(200)
  @SkipBodyParser()
  async offer(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const offer = parseOffer(await readBody(request));
    const { socket } = rawRequest(request);
    const remoteAddress = request.ip ?? socket.remoteAddress;
    const permission = this.access.permissionOf(request);
    const streamName = this.routes.streamOf(request);
    const reply = await this.placement.place(request, streamName, 'offer', async () => {
      const answer = await this.peers.connect(streamName, {
        ...offer,
        ...(permission !== undefined && { permission }),
        ...(remoteAddress !== undefined && { remoteAddress }),
        ...(socket.localAddress !== undefined && { localAddress: socket.localAddress }),
      });
      // So that the page can restart ICE as a player of WHEP does.
      this.sessions.add(answer.sessionToken, usernameFragmentOf(offer.sdp));
      // The answer contains a secret and is valid for one connection only.
      return { status: 200, body: { ...answer }, headers: { 'Cache-Control': 'no-store' } };
    });
    this.responder.send(response, reply);
  }

  /** Changes what the page of a session wants of the quality ladder, and reports the state of its viewer. */
  @Post('quality')
  @Access('none')
  @HttpCode(200)
  @SkipBodyParser()
  async quality(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    // Refuses unknown names of streams.
    this.routes.streamOf(request);
    const body = await readBody(request);
    const { sessionToken } = parseQuality(body);
    this.responder.send(response, await this.requests.call('quality', { sessionToken, body }));
  }

  /** Closes a session: the one with the token, or in single-viewer mode the only one of the stream. */
  @Post('close_connection')
  @Access('none')
  @HttpCode(200)
  @SkipBodyParser()
  async closeConnection(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const streamName = this.routes.streamOf(request);
    const wanted = parseClose(await readBody(request));
    // The secret of a session is permission enough to end it, also when that to watch has ended.
    if (wanted.kind === 'all') await this.access.admit(request, streamName, 'live');
    this.responder.send(response, await this.close(streamName, wanted));
  }

  private setQuality({ sessionToken, preferences }: QualityBody): HttpReply {
    const snapshot = this.peers.prefer(sessionToken, preferences);
    if (snapshot === undefined) throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    return { status: 200, body: qualityOf(snapshot), headers: { 'Cache-Control': 'no-store' } };
  }

  private async close(streamName: string, request: CloseRequest): Promise<HttpReply> {
    if (request.kind === 'one') {
      const { sessionToken } = request;
      const body = { contentType: undefined, text: '' };
      // The same response for unknown tokens, so that tokens cannot be guessed.
      return this.requests.call('close', { sessionToken, body }).catch(() => closeReply('OK'));
    }
    if (this.options.enableLiveBroadcast) return closeReply('DISABLED');
    if (request.kind === 'all') this.peers.closeAll(streamName);
    return closeReply('OK');
  }
}

function closeReply(body: 'OK' | 'DISABLED'): HttpReply {
  return { status: 200, body, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
}
