import type { Failure } from '../playback/playback.interface.js';
import { streamAddress } from './stream-address.js';

const ANSWER_TIMEOUT_MS = 8000;
const STATE_TIMEOUT_MS = 4000;
/** How often the servers for STUN and TURN are asked for before an attempt goes on without. */
const ICE_SERVERS_TRIES = 3;
const ICE_SERVERS_RETRY_MS = 500;

/** What the server answers to an offer. */
export interface OfferAnswer {
  readonly type: RTCSdpType;
  readonly sdp: string;
  /** Lets its holder end this session; servers that do not have it leave it out. */
  readonly sessionToken?: string;
}

/** An offer that led to no answer. */
export class OfferFailed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.kind);
  }
}

/** The requests a player makes of the server of one stream. */
export class ServerCalls {
  private tellsState = true;
  private iceServers: RTCIceServer[] = [];

  /** @param src address of the stream's page */
  constructor(private readonly src: string) {}

  /** Address of a route of the stream. */
  address(route: string): string {
    return streamAddress(this.src, route, document.baseURI);
  }

  /** @throws OfferFailed */
  async offer(
    offer: RTCSessionDescriptionInit,
    previousSessionToken: string | undefined,
  ): Promise<OfferAnswer> {
    const response = await fetch(this.address('offer'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: offer.type, sdp: offer.sdp, previousSessionToken }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    }).catch(() => {
      throw new OfferFailed({ kind: 'unreachable' });
    });
    const answer = await answerOf(response);
    if (response.ok && typeof answer['sdp'] === 'string') return answer as unknown as OfferAnswer;
    throw new OfferFailed(refusalOf(response, answer));
  }

  /**
   * Asks for the images of the compatibility mode.
   *
   * @param viewer tells this viewer from others: one that was replaced by another is told so
   * @throws OfferFailed
   */
  async images(viewer: string, signal: AbortSignal): Promise<Response> {
    const address = `${this.address('stream.mjpeg')}?viewer=${viewer}`;
    const response = await fetch(address, { cache: 'no-store', signal }).catch(() => {
      throw new OfferFailed({ kind: 'unreachable' });
    });
    const type = response.headers.get('Content-Type') ?? '';
    if (response.ok && response.body !== null && type.startsWith('multipart/')) return response;
    throw new OfferFailed(refusalOf(response, await answerOf(response)));
  }

  /** Ends a session; works while the page goes away as well. */
  sayGoodbye(sessionToken: string): void {
    navigator.sendBeacon(this.address('close_connection'), JSON.stringify({ sessionToken }));
  }

  /** What the server says of the stream: `undefined` when it does not answer, `''` when it does not tell. */
  async state(): Promise<string | undefined> {
    if (!this.tellsState) return '';
    const signal = AbortSignal.timeout(STATE_TIMEOUT_MS);
    const response = await fetch(this.address('state'), { cache: 'no-store', signal }).catch(() => undefined);
    if (response === undefined) return undefined;
    // Servers of other make have no such route.
    if (response.status === 404) this.tellsState = false;
    if (!response.ok) return '';
    const { state } = (await response.json().catch(() => ({}))) as { state?: unknown };
    return String(state ?? '');
  }

  /**
   * STUN and TURN servers the operator named; none where none are needed. Asked for again each time, as what they are
   * used with may expire; those of before, where the server does not answer.
   */
  async knownIceServers(): Promise<RTCIceServer[]> {
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
    const response = await fetch(this.address('ice-servers'), { cache: 'no-store', signal });
    // Servers of other make have no such route.
    if (response.status === 404) return [];
    const answer = (await response.json()) as RTCIceServer[] | { iceServers?: RTCIceServer[] };
    const servers = Array.isArray(answer) ? answer : answer.iceServers;
    if (!response.ok || !Array.isArray(servers)) throw new TypeError('These are no servers.');
    return servers;
  }
}

async function answerOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  return (await response.json().catch(() => ({}))) as Record<string, unknown>;
}

function refusalOf(response: Response, answer: Readonly<Record<string, unknown>>): Failure {
  return {
    kind: 'refusal',
    // A guard that sends visitors to a login page answers with that page.
    status: response.ok ? 401 : response.status,
    code: String(answer['code'] ?? ''),
    message: String(answer['message'] ?? ''),
    retryAfterSeconds: Number(response.headers.get('Retry-After')) || undefined,
  };
}
