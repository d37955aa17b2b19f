import { Delete, Get, HttpCode, Inject, Options, Patch, Post, Req, Res, UseFilters } from '@nestjs/common';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { withTemporaryCredentials } from '../../options/temporary-credentials.js';
import { PublisherManager } from '../../publisher-manager.service.js';
import { SkipBodyParser } from '../body/raw-body.js';
import { readBody, textOf } from '../body/read-body.js';
import { rawRequest, type HttpRequest } from '../http-request.js';
import { HttpResponder } from '../http-responder.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';
import { iceServerLinks } from '../whep/ice-server-links.js';
import {
  encodeTrickleFragment,
  parseTrickleFragment,
  usernameFragmentOf,
  type TrickleFragment,
} from '../whep/trickle-fragment.js';
import { WhipSessions, type WhipSession } from './whip-sessions.js';

const sdpType = 'application/sdp';
const trickleType = 'application/trickle-ice-sdpfrag';
const methods = 'OPTIONS, GET, HEAD, POST, PATCH, DELETE';

/** The routes of WHIP (RFC 9725), by which any encoder publishes a stream. */
@UseFilters(SignalingErrorFilter)
export class WhipController {
  constructor(
    @Inject(PublisherManager) private readonly publishers: PublisherManager,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(WhipSessions) private readonly sessions: WhipSessions,
  ) {}

  /** Tells, also by `HEAD`, that this is a WHIP endpoint; starts nothing. */
  @Get('whip')
  describe(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.routes.streamOf(request);
    this.send(response, 200, { 'Content-Type': sdpType, ...this.links() });
  }

  /** Which methods there are, and the STUN and TURN servers, which some players want before they make an offer. */
  @Options('whip')
  endpointOptions(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.routes.streamOf(request);
    const allowed = { Allow: methods, 'Access-Control-Allow-Methods': methods };
    this.send(response, 204, { ...allowed, 'Accept-Post': sdpType, ...this.links() });
  }

  /** Answers the offer of a player. */
  @Post('whip')
  @HttpCode(201)
  @SkipBodyParser()
  async open(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const streamName = this.routes.streamOf(request);
    const sdp = textOf(await readBody(request), sdpType);
    if (sdp.trim() === '') throw new WebGearRtcError('WGR_SDP_INVALID', { reason: 'the body is empty' });
    const { socket } = rawRequest(request);
    const remoteAddress = request.ip ?? socket.remoteAddress;
    const answer = await this.publishers.connect(streamName, {
      sdp,
      ...(remoteAddress !== undefined && { remoteAddress }),
      ...(socket.localAddress !== undefined && { localAddress: socket.localAddress }),
    });
    const { etag } = this.sessions.add(answer.sessionToken, usernameFragmentOf(sdp));
    this.responder.send(response, {
      status: 201,
      // As bytes: to text Express adds a charset, and some players compare the whole type.
      body: Buffer.from(answer.sdp),
      headers: {
        'Content-Type': sdpType,
        'Cache-Control': 'no-store',
        Location: locationOf(request, answer.sessionToken),
        ETag: etag,
        'Accept-Patch': trickleType,
        ...this.links(),
      },
    });
  }

  /** Takes further candidates of the player, or restarts its ICE session when they belong to another one. */
  @Patch('whip/:session')
  @SkipBodyParser()
  async trickle(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const { sessionToken, session } = this.sessionOf(request);
    const fragment = parseTrickleFragment(textOf(await readBody(request), trickleType));
    const { 'if-match': ifMatch } = request.headers;
    // The draft asks for 428 where it is missing; players in the field send candidates without it.
    if (ifMatch !== undefined && !matches(ifMatch, session.etag)) {
      throw new WebGearRtcError('WGR_SESSION_CHANGED', undefined);
    }
    const { usernameFragment, candidates } = fragment;
    if (usernameFragment !== undefined && usernameFragment !== session.usernameFragment) {
      if (ifMatch === undefined) throw new WebGearRtcError('WGR_IF_MATCH_MISSING', undefined);
      return this.restart(request, response, sessionToken, fragment);
    }
    this.publishers.addCandidates(sessionToken, candidates);
    return this.send(response, 204, { ETag: session.etag });
  }

  /** Ends a session; 404 for one that has ended. */
  @Delete('whip/:session')
  close(@Req() request: HttpRequest, @Res() response: unknown): void {
    const { sessionToken } = this.sessionOf(request);
    this.publishers.closePublisher(sessionToken);
    this.send(response, 200);
  }

  /** Which methods a session has. */
  @Options('whip/:session')
  sessionOptions(@Res() response: unknown): void {
    const allowed = 'OPTIONS, PATCH, DELETE';
    this.send(response, 204, {
      Allow: allowed,
      'Access-Control-Allow-Methods': allowed,
      'Accept-Patch': trickleType,
    });
  }

  private async restart(
    request: HttpRequest,
    response: unknown,
    sessionToken: string,
    { usernameFragment, password, candidates, section }: TrickleFragment,
  ): Promise<void> {
    if (usernameFragment === undefined || password === undefined) {
      const reason = 'it names another ICE session, but not its ice-pwd';
      throw new WebGearRtcError('WGR_CANDIDATES_INVALID', { reason });
    }
    const { localAddress } = rawRequest(request).socket;
    const remote = { usernameFragment, password, candidates };
    const answer = await this.publishers.restartIce(sessionToken, remote, localAddress);
    if (answer === undefined) throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    const { etag } = this.sessions.add(sessionToken, usernameFragment);
    this.responder.send(response, {
      status: 200,
      body: Buffer.from(encodeTrickleFragment(answer, section)),
      headers: { 'Content-Type': trickleType, 'Cache-Control': 'no-store', ETag: etag },
    });
  }

  /** @throws WebGearRtcError `WGR_SESSION_UNKNOWN` also for sessions that were not begun over WHIP */
  private sessionOf(request: HttpRequest): { readonly sessionToken: string; readonly session: WhipSession } {
    this.routes.streamOf(request);
    const sessionToken = request.params?.['session'] ?? '';
    const session = this.sessions.find(sessionToken);
    if (session === undefined) throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    return { sessionToken, session };
  }

  private links(): Readonly<Record<string, string>> {
    const link = iceServerLinks(withTemporaryCredentials(this.options.iceServers));
    return link === undefined ? {} : { Link: link };
  }

  private send(response: unknown, status: number, headers: Readonly<Record<string, string>> = {}): void {
    this.responder.send(response, { status, body: '', headers: { 'Cache-Control': 'no-store', ...headers } });
  }
}

function matches(ifMatch: string, etag: string): boolean {
  return ifMatch.trim() === '*' || ifMatch.split(',').some((tag) => tag.trim() === etag);
}

/**
 * The URL of a session, relative to that of the request (RFC 3986, 5.2): what proxies put in front of our paths is not known
 * here.
 */
function locationOf(request: HttpRequest, sessionToken: string): string {
  const path = (rawRequest(request).url ?? '').split('?')[0] ?? '';
  return path.endsWith('/') ? sessionToken : `whip/${sessionToken}`;
}
