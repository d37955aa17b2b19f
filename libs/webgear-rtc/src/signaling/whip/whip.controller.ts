import { Delete, Get, HttpCode, Inject, Options, Patch, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { Access } from '../access/access.guard.js';
import { SkipBodyParser } from '../body/raw-body.js';
import type { HttpRequest } from '../http-request.js';
import { SessionRequests } from '../cluster/session-requests.js';
import { HttpResponder } from '../http-responder.js';
import { SdpEndpoint, type SdpSessionOwner } from '../sdp-endpoint/sdp-endpoint.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';

/** Injects who answers the offers of publishers. */
export const PUBLISHERS = Symbol('WebGearRtcPublishers');

/** The routes of WHIP (RFC 9725), by which an encoder publishes a stream. */
@UseFilters(SignalingErrorFilter)
// Its publisher has a token of its own, or what the guards ask for.
@Access('none')
export class WhipController {
  private readonly endpoint: SdpEndpoint;

  constructor(
    @Inject(PUBLISHERS) owner: SdpSessionOwner,
    @Inject(RESOLVED_OPTIONS) { iceServers }: ResolvedOptions,
    @Inject(HttpResponder) responder: HttpResponder,
    @Inject(StreamRoutes) routes: StreamRoutes,
    @Inject(SessionRequests) requests: SessionRequests,
  ) {
    this.endpoint = new SdpEndpoint({ segment: 'whip', owner, iceServers, responder, routes, requests });
  }

  /** Tells, also by `HEAD`, that this is a WHIP endpoint; starts nothing. */
  @Get('whip')
  describe(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.endpoint.describe(request, response);
  }

  /** Which methods there are, and the STUN and TURN servers. */
  @Options('whip')
  endpointOptions(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.endpoint.describeMethods(request, response);
  }

  /** Answers the offer of a publisher. */
  @Post('whip')
  @HttpCode(201)
  @SkipBodyParser()
  open(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.endpoint.open(request, response);
  }

  /** Takes further candidates of the publisher, or restarts its ICE session. */
  @Patch('whip/:session')
  @SkipBodyParser()
  trickle(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.endpoint.trickle(request, response);
  }

  /** Ends a session; 404 for one that has ended. */
  @Delete('whip/:session')
  close(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.endpoint.close(request, response);
  }

  /** Which methods a session has. */
  @Options('whip/:session')
  sessionOptions(@Res() response: unknown): void {
    this.endpoint.describeSession(response);
  }
}
