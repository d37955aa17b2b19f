import { Delete, Get, HttpCode, Inject, Options, Patch, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { type PeerManager, type PeerOffer, PEER_MANAGER } from '../../peers/peer-manager.interface.js';
import { Access } from '../access/access.guard.js';
import { ViewerAccess } from '../access/viewer-access.js';
import { SkipBodyParser } from '../body/raw-body.js';
import type { HttpRequest } from '../http-request.js';
import { Placement } from '../cluster/placement.js';
import { SessionRequests } from '../cluster/session-requests.js';
import { HttpResponder } from '../http-responder.js';
import { type SdpSessions, VIEWER_SESSIONS } from '../sdp-endpoint/sdp-sessions.js';
import { SdpEndpoint } from '../sdp-endpoint/sdp-endpoint.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';

/** The routes of WHEP (draft-ietf-wish-whep), by which any player watches a stream. */
@UseFilters(SignalingErrorFilter)
export class WhepController {
  private readonly endpoint: SdpEndpoint;

  constructor(
    @Inject(PEER_MANAGER) peers: PeerManager,
    @Inject(VIEWER_SESSIONS) sessions: SdpSessions,
    @Inject(RESOLVED_OPTIONS) { iceServers }: ResolvedOptions,
    @Inject(HttpResponder) responder: HttpResponder,
    @Inject(StreamRoutes) routes: StreamRoutes,
    @Inject(ViewerAccess) access: ViewerAccess,
    @Inject(SessionRequests) requests: SessionRequests,
    @Inject(Placement) placement: Placement,
  ) {
    const owner = {
      connect: (streamName: string, offer: PeerOffer) =>
        peers.connect(streamName, { ...offer, requiresSource: true }),
      has: peers.has.bind(peers),
      addCandidates: peers.addCandidates.bind(peers),
      restartIce: peers.restartIce.bind(peers),
      close: peers.closePeer.bind(peers),
    };
    this.endpoint = new SdpEndpoint({
      segment: 'whep',
      owner,
      sessions,
      iceServers,
      responder,
      routes,
      permissionOf: (request) => access.permissionOf(request),
      requests,
      placement,
    });
  }

  /** Tells, also by `HEAD`, that this is a WHEP endpoint; starts nothing. */
  @Get('whep')
  describe(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.endpoint.describe(request, response);
  }

  /** Which methods there are, and the STUN and TURN servers. */
  @Options('whep')
  endpointOptions(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.endpoint.describeMethods(request, response);
  }

  /** Answers the offer of a player. */
  @Post('whep')
  @HttpCode(201)
  @SkipBodyParser()
  open(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.endpoint.open(request, response);
  }

  /** Takes further candidates of the player, or restarts its ICE session. */
  @Patch('whep/:session')
  @Access('none')
  @SkipBodyParser()
  trickle(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.endpoint.trickle(request, response);
  }

  /** Ends a session; 404 for one that has ended. */
  @Delete('whep/:session')
  @Access('none')
  close(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.endpoint.close(request, response);
  }

  /** Which methods a session has. */
  @Options('whep/:session')
  @Access('none')
  sessionOptions(@Res() response: unknown): void {
    this.endpoint.describeSession(response);
  }
}
