import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ViewPermission } from '../../options/access-options.interface.js';
import type { IceServer } from '../../options/ice-server.interface.js';
import { withTemporaryCredentials } from '../../options/temporary-credentials.js';
import type { IceAnswer, IceDescription, PeerOffer } from '../../peers/peer-manager.interface.js';
import { readBody, textOf } from '../body/read-body.js';
import { rawRequest, type HttpRequest } from '../http-request.js';
import type { Placement } from '../cluster/placement.js';
import type { SessionCall, SessionRequests } from '../cluster/session-requests.js';
import type { HttpReply, HttpResponder } from '../http-responder.js';
import type { StreamRoutes } from '../stream-routes.js';
import { iceServerLinks } from './ice-server-links.js';
import { SdpSessions, type SdpSession } from './sdp-sessions.js';
import {
  encodeTrickleFragment,
  parseTrickleFragment,
  usernameFragmentOf,
  type TrickleFragment,
} from './trickle-fragment.js';

/** Whose sessions an endpoint begins, changes and ends, by their tokens. */
export interface SdpSessionOwner {
  /**
   * Answers an offer.
   *
   * @param bearerToken what the request carried in `Authorization` (RFC 6750, 2.1)
   * @throws WebGearRtcError whatever refuses it
   */
  connect(
    streamName: string,
    offer: PeerOffer,
    bearerToken: string | undefined,
  ): Promise<{ readonly sdp: string; readonly sessionToken: string }>;
  /** Whether a session has not ended. */
  has(sessionToken: string): boolean;
  /** Takes candidates that were found after the offer. */
  addCandidates(sessionToken: string, candidates: readonly string[]): boolean;
  /** See `PeerManager.restartIce`. */
  restartIce(
    sessionToken: string,
    remote: IceDescription,
    localAddress?: string,
  ): Promise<IceAnswer | undefined>;
  /** Ends a session. */
  close(sessionToken: string): boolean;
}

/** What an endpoint is made of. */
export interface SdpEndpointParts {
  /** Last segment of its path, below which its sessions are. */
  readonly segment: 'whep' | 'whip';
  readonly owner: SdpSessionOwner;
  /** Where the sessions are that another route begins as well. */
  readonly sessions?: SdpSessions;
  readonly iceServers: readonly IceServer[];
  readonly responder: HttpResponder;
  readonly routes: StreamRoutes;
  /** What the one who offers may do, where that has been decided. */
  readonly permissionOf?: (request: HttpRequest) => ViewPermission | undefined;
  /** Finds the process of a cluster that has a session. */
  readonly requests: SessionRequests;
  /** Sends those who offer to a process of a cluster with room. */
  readonly placement?: Placement;
}

const sdpType = 'application/sdp';
const trickleType = 'application/trickle-ice-sdpfrag';
const methods = 'OPTIONS, GET, HEAD, POST, PATCH, DELETE';

/** What WHEP (draft-ietf-wish-whep) and WHIP (RFC 9725) have in common: sessions that an SDP in a request begins. */
export class SdpEndpoint {
  private readonly sessions: SdpSessions;

  constructor(private readonly parts: SdpEndpointParts) {
    this.sessions = parts.sessions ?? new SdpSessions((sessionToken) => parts.owner.has(sessionToken));
    const { requests, segment } = parts;
    requests.handle(`${segment}.trickle`, (call) => this.takeFragment(call));
    requests.handle(`${segment}.close`, (call) => this.end(call));
  }

  /** Tells that there is an endpoint; starts nothing. */
  describe(request: HttpRequest, response: unknown): void {
    this.parts.routes.streamOf(request);
    this.send(response, 200, { 'Content-Type': sdpType, ...this.links() });
  }

  /** Which methods there are, and the STUN and TURN servers, which some clients want before they make an offer. */
  describeMethods(request: HttpRequest, response: unknown): void {
    this.parts.routes.streamOf(request);
    const allowed = { Allow: methods, 'Access-Control-Allow-Methods': methods };
    this.send(response, 204, { ...allowed, 'Accept-Post': sdpType, ...this.links() });
  }

  /** Answers an offer. */
  async open(request: HttpRequest, response: unknown): Promise<void> {
    const streamName = this.parts.routes.streamOf(request);
    const sdp = textOf(await readBody(request), sdpType);
    if (sdp.trim() === '') throw new WebGearRtcError('WGR_SDP_INVALID', { reason: 'the body is empty' });
    const { socket } = rawRequest(request);
    const remoteAddress = request.ip ?? socket.remoteAddress;
    const permission = this.parts.permissionOf?.(request);
    const offer = {
      sdp,
      ...(permission !== undefined && { permission }),
      ...(remoteAddress !== undefined && { remoteAddress }),
      ...(socket.localAddress !== undefined && { localAddress: socket.localAddress }),
    };
    const answer = (): Promise<HttpReply> => this.answer(request, streamName, offer);
    const { placement, segment } = this.parts;
    const isViewer = placement !== undefined && segment === 'whep';
    const reply = isViewer ? await placement.place(request, streamName, segment, answer) : await answer();
    this.parts.responder.send(response, reply);
  }

  /** Takes further candidates of the peer, or restarts its ICE session when they belong to another one. */
  async trickle(request: HttpRequest, response: unknown): Promise<void> {
    const sessionToken = this.sessionTokenOf(request);
    const body = await readBody(request);
    const { 'if-match': ifMatch } = request.headers;
    const { localAddress } = rawRequest(request).socket;
    const { requests, responder, segment } = this.parts;
    const call = { sessionToken, body, ifMatch, localAddress };
    responder.send(response, await requests.call(`${segment}.trickle`, call));
  }

  /** Ends a session; 404 for one that has ended. */
  async close(request: HttpRequest, response: unknown): Promise<void> {
    const sessionToken = this.sessionTokenOf(request);
    const { requests, responder, segment } = this.parts;
    const body = { contentType: undefined, text: '' };
    responder.send(response, await requests.call(`${segment}.close`, { sessionToken, body }));
  }

  /** Which methods a session has. */
  describeSession(response: unknown): void {
    const allowed = 'OPTIONS, PATCH, DELETE';
    this.send(response, 204, {
      Allow: allowed,
      'Access-Control-Allow-Methods': allowed,
      'Accept-Patch': trickleType,
    });
  }

  private async answer(request: HttpRequest, streamName: string, offer: PeerOffer): Promise<HttpReply> {
    const answer = await this.parts.owner.connect(streamName, offer, bearerTokenOf(request));
    const { etag } = this.sessions.add(answer.sessionToken, usernameFragmentOf(offer.sdp));
    return {
      status: 201,
      // As bytes: to text Express adds a charset, and some players compare the whole type.
      body: Buffer.from(answer.sdp),
      headers: {
        'Content-Type': sdpType,
        'Cache-Control': 'no-store',
        Location: this.locationOf(request, answer.sessionToken),
        ETag: etag,
        'Accept-Patch': trickleType,
        ...this.links(),
      },
    };
  }

  private async takeFragment({ sessionToken, body, ifMatch, localAddress }: SessionCall): Promise<HttpReply> {
    const session = this.sessionOf(sessionToken);
    const fragment = parseTrickleFragment(textOf(body, trickleType));
    // The standards ask for 428 where it is missing; clients in the field send candidates without it.
    if (ifMatch !== undefined && !matches(ifMatch, session.etag)) {
      throw new WebGearRtcError('WGR_SESSION_CHANGED', undefined);
    }
    const { usernameFragment, candidates } = fragment;
    if (usernameFragment !== undefined && usernameFragment !== session.usernameFragment) {
      if (ifMatch === undefined) throw new WebGearRtcError('WGR_IF_MATCH_MISSING', undefined);
      return this.restart(sessionToken, fragment, localAddress);
    }
    this.parts.owner.addCandidates(sessionToken, candidates);
    return emptyReply(204, { ETag: session.etag });
  }

  private end({ sessionToken }: SessionCall): HttpReply {
    this.sessionOf(sessionToken);
    this.parts.owner.close(sessionToken);
    return emptyReply(200);
  }

  private async restart(
    sessionToken: string,
    { usernameFragment, password, candidates, section }: TrickleFragment,
    localAddress: string | undefined,
  ): Promise<HttpReply> {
    if (usernameFragment === undefined || password === undefined) {
      const reason = 'it names another ICE session, but not its ice-pwd';
      throw new WebGearRtcError('WGR_CANDIDATES_INVALID', { reason });
    }
    const remote = { usernameFragment, password, candidates };
    const answer = await this.parts.owner.restartIce(sessionToken, remote, localAddress);
    if (answer === undefined) throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    const { etag } = this.sessions.add(sessionToken, usernameFragment);
    return {
      status: 200,
      body: Buffer.from(encodeTrickleFragment(answer, section)),
      headers: { 'Content-Type': trickleType, 'Cache-Control': 'no-store', ETag: etag },
    };
  }

  /** The session that a URL names, which another process of a cluster may have; here the stream has to be there. */
  private sessionTokenOf(request: HttpRequest): string {
    const sessionToken = request.params?.['session'] ?? '';
    if (this.parts.requests.isElsewhere(sessionToken)) return sessionToken;
    this.parts.routes.streamOf(request);
    // Before the body is read.
    this.sessionOf(sessionToken);
    return sessionToken;
  }

  /** @throws WebGearRtcError `WGR_SESSION_UNKNOWN` also for sessions that were begun elsewhere */
  private sessionOf(sessionToken: string): SdpSession {
    const session = this.sessions.find(sessionToken);
    if (session === undefined) throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    return session;
  }

  /**
   * The URL of a session, relative to that of the request (RFC 3986, 5.2): what proxies put in front of our paths is not known
   * here.
   */
  private locationOf(request: HttpRequest, sessionToken: string): string {
    const path = (rawRequest(request).url ?? '').split('?')[0] ?? '';
    return path.endsWith('/') ? sessionToken : `${this.parts.segment}/${sessionToken}`;
  }

  private links(): Readonly<Record<string, string>> {
    const link = iceServerLinks(withTemporaryCredentials(this.parts.iceServers));
    return link === undefined ? {} : { Link: link };
  }

  private send(response: unknown, status: number, headers: Readonly<Record<string, string>> = {}): void {
    this.parts.responder.send(response, emptyReply(status, headers));
  }
}

function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, body: '', headers: { 'Cache-Control': 'no-store', ...headers } };
}

function bearerTokenOf({ headers }: HttpRequest): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
}

function matches(ifMatch: string, etag: string): boolean {
  return ifMatch.trim() === '*' || ifMatch.split(',').some((tag) => tag.trim() === etag);
}
