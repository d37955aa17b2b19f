import type { Failure } from '../playback/playback.interface.js';
import type { QualityPreferences } from '../playback/preference-report.js';
import type { PlayerRung } from '../webgear-player.interface.js';
import { FRAGMENT_TYPE } from './ice-fragment.js';
import { StreamRequests, type RequestSettings } from './stream-requests.js';

const ANSWER_TIMEOUT_MS = 8000;
const STATE_TIMEOUT_MS = 4000;
/** A request over a path that is gone never ends; the next one takes another path. */
const RESTART_TIMEOUT_MS = 1000;
/** Attempts to fetch the list of STUN and TURN servers before a session starts without it. */
const ICE_SERVERS_TRIES = 3;
const ICE_SERVERS_RETRY_MS = 500;

/** The server's answer to an offer. */
export interface OfferAnswer {
  readonly type: RTCSdpType;
  readonly sdp: string;
  /** Secret that authorises closing this session; some servers do not have it. */
  readonly sessionToken?: string;
}

/** What the server says of the quality of one session; what it does not know is missing. */
export interface QualityAnswer {
  /** Name of the rung in use. */
  readonly rung?: string;
  readonly rungs?: readonly PlayerRung[];
  /** What the connection carries by the server's estimate, in bits per second. */
  readonly estimateBps?: number;
  /** Bitrate of the rung in use, in bits per second. */
  readonly targetBps?: number;
  readonly fractionLost?: number;
  readonly roundTripTimeMs?: number;
  /** How long the server's queue for this session takes to empty, in milliseconds. */
  readonly queueMs?: number;
  readonly freezes?: number;
  /** Whether the connection does not carry the lowest rung. */
  readonly tooSlow?: boolean;
}

/** An offer that failed. */
export class OfferFailed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.kind);
  }
}

/** The requests of a player to the server of one stream. */
export class ServerCalls {
  private reportsState = true;
  private hasQuality = true;
  private hasRestart = true;
  private iceServers: RTCIceServer[] = [];
  /** How long the accounts in the list of STUN and TURN servers last, in seconds; `undefined` if they do not end. */
  iceServersTtl: number | undefined;

  private readonly requests: StreamRequests;

  /** @param src URL of the stream's page */
  constructor(src: string, settings?: RequestSettings) {
    this.requests = new StreamRequests(src, settings);
  }

  /** URL of the stream's page without its query. */
  get page(): string {
    return this.requests.page;
  }

  /** URL of a route of the stream. */
  address(route: string): string {
    return this.requests.address(route);
  }

  /** Requests a route of the stream. */
  request(route: string, init: RequestInit): Promise<Response> {
    return this.requests.fetch(route, init);
  }

  /** @throws OfferFailed */
  async offer(
    offer: RTCSessionDescriptionInit,
    previousSessionToken: string | undefined,
    quality: QualityPreferences,
  ): Promise<OfferAnswer> {
    const response = await this.requests
      .offer({
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: offer.type, sdp: offer.sdp, previousSessionToken, quality }),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      })
      .catch(() => {
        throw new OfferFailed({ kind: 'unreachable' });
      });
    const answer = await answerOf(response);
    if (response.ok && typeof answer['sdp'] === 'string') return answer as unknown as OfferAnswer;
    throw new OfferFailed(refusalOf(response, answer));
  }

  /**
   * Requests the images of the compatibility mode.
   *
   * @param viewer identifies this player, so that the server can refuse it after another one replaced it
   * @throws OfferFailed
   */
  async images(viewer: string, signal: AbortSignal): Promise<Response> {
    const init = { cache: 'no-store', signal } as const;
    const response = await this.requests.fetch(`stream.mjpeg?viewer=${viewer}`, init).catch(() => {
      throw new OfferFailed({ kind: 'unreachable' });
    });
    const type = response.headers.get('Content-Type') ?? '';
    if (response.ok && response.body !== null && type.startsWith('multipart/')) return response;
    throw new OfferFailed(refusalOf(response, await answerOf(response)));
  }

  /** Closes a session; works during page unload too. */
  closeConnection(sessionToken: string): void {
    this.requests.send('close_connection', JSON.stringify({ sessionToken }));
  }

  /** State of the stream: `undefined` if the server does not answer, `''` if it does not report states. */
  async state(): Promise<string | undefined> {
    if (!this.reportsState) return '';
    const signal = AbortSignal.timeout(STATE_TIMEOUT_MS);
    const init = { cache: 'no-store', signal } as const;
    const response = await this.requests.fetch('state', init).catch(() => undefined);
    if (response === undefined) return undefined;
    // Other implementations of the protocol have no such route.
    if (response.status === 404) this.reportsState = false;
    if (!response.ok) return '';
    const { state } = (await response.json().catch(() => ({}))) as { state?: unknown };
    return String(state ?? '');
  }

  /**
   * Tells the server what the player wants, of which it keeps what is left out, and returns what it says of the session; `undefined` if it does not answer, or
   * has no such route.
   */
  async quality(
    sessionToken: string,
    preferences: Partial<QualityPreferences>,
  ): Promise<QualityAnswer | undefined> {
    if (!this.hasQuality) return undefined;
    const response = await this.requests
      .fetch('quality', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ sessionToken, ...preferences }),
        signal: AbortSignal.timeout(STATE_TIMEOUT_MS),
      })
      .catch(() => undefined);
    if (response === undefined) return undefined;
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && isQuality(answer)) return answer;
    // Older servers and other implementations of the protocol have no such route. One that is ours does not know a
    // session that has just ended.
    const isOurs = (answer as { code?: unknown } | null | undefined)?.code === 'WGR_SESSION_UNKNOWN';
    if (!isOurs && (response.ok || [404, 405, 501].includes(response.status))) this.hasQuality = false;
    return undefined;
  }

  /**
   * Requests an ICE restart of a session, as players of WHEP do.
   *
   * @param fragment of the offer
   * @returns the server's fragment, or why there is none: `ended`, it has no such session any more; `unreachable`; `''`, it
   *   restarts none
   */
  async restartIce(sessionToken: string, fragment: string): Promise<string> {
    if (!this.hasRestart) return '';
    const response = await this.requests
      .fetch(`whep/${encodeURIComponent(sessionToken)}`, {
        method: 'PATCH',
        headers: { 'Content-Type': FRAGMENT_TYPE, 'If-Match': '*' },
        body: fragment,
        signal: AbortSignal.timeout(RESTART_TIMEOUT_MS),
      })
      .catch(() => undefined);
    const { status } = response ?? { status: 599 };
    const text = (await response?.text().catch(() => '')) ?? '';
    if (status === 200 && text.includes('a=ice-pwd:')) return text;
    if (text.includes('WGR_SESSION_UNKNOWN')) return 'ended';
    // Older servers and other implementations of the protocol have no such route.
    if ([404, 405, 501].includes(status)) this.hasRestart = false;
    else if (status >= 500) return 'unreachable';
    return '';
  }

  /**
   * The configured STUN and TURN servers. Fetched for each session, because credentials may expire; the previous list is
   * used if the server does not answer.
   */
  async currentIceServers(): Promise<RTCIceServer[]> {
    for (let tries = 1; ; tries++) {
      const servers = await this.askIceServers().catch(() => undefined);
      this.iceServers = servers ?? this.iceServers;
      if (servers !== undefined || tries === ICE_SERVERS_TRIES) return this.iceServers;
      await new Promise((resolve) =>
        setTimeout(resolve, ICE_SERVERS_RETRY_MS * tries * (0.75 + Math.random() / 2)),
      );
    }
  }

  private async askIceServers(): Promise<RTCIceServer[]> {
    const signal = AbortSignal.timeout(STATE_TIMEOUT_MS);
    const response = await this.requests.fetch('ice-servers', { cache: 'no-store', signal });
    // Other implementations of the protocol have no such route.
    if (response.status === 404) return [];
    const answer = (await response.json()) as RTCIceServer[] & {
      iceServers?: RTCIceServer[];
      ttlSeconds?: number;
    };
    const iceServers = answer.iceServers ?? answer;
    if (!response.ok || !Array.isArray(iceServers)) throw new TypeError('Not a list of servers');
    this.iceServersTtl = answer.ttlSeconds;
    return iceServers;
  }
}

async function answerOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  return (await response.json().catch(() => ({}))) as Record<string, unknown>;
}

function isQuality(answer: unknown): answer is QualityAnswer {
  if (typeof answer !== 'object' || answer === null) return false;
  const { rungs = [] } = answer as { rungs?: unknown };
  return Array.isArray(rungs) && rungs.every((each) => typeof (each as PlayerRung | null)?.rung === 'string');
}

function refusalOf(response: Response, answer: Readonly<Record<string, unknown>>): Failure {
  return {
    kind: 'refusal',
    // A guard that redirects to a login page answers 200 with that page.
    status: response.ok ? 401 : response.status,
    code: String(answer['code'] ?? ''),
    message: String(answer['message'] ?? ''),
    retryAfterSeconds: Number(response.headers.get('Retry-After')) || undefined,
  };
}
