import type { Failure } from '../playback/playback.interface.js';
import { streamAddress } from './stream-address.js';

const ANSWER_TIMEOUT_MS = 8000;
const STATE_TIMEOUT_MS = 4000;

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
  private iceServers: Promise<RTCIceServer[]> | undefined;

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
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok && typeof answer['sdp'] === 'string') return answer as unknown as OfferAnswer;
    // A guard that sends visitors to a login page answers with that page.
    const status = response.ok ? 401 : response.status;
    throw new OfferFailed({
      kind: 'refusal',
      status,
      code: String(answer['code'] ?? ''),
      message: String(answer['message'] ?? ''),
      retryAfterSeconds: Number(response.headers.get('Retry-After')) || undefined,
    });
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

  /** STUN and TURN servers the operator named; none where none are needed. */
  knownIceServers(): Promise<RTCIceServer[]> {
    this.iceServers ??= fetch(this.address('ice-servers'), { signal: AbortSignal.timeout(STATE_TIMEOUT_MS) })
      .then((response) => (response.ok ? response.json() : []))
      .then((answer: RTCIceServer[] | { iceServers?: RTCIceServer[] }) =>
        Array.isArray(answer) ? answer : (answer.iceServers ?? []),
      )
      .catch(() => []);
    return this.iceServers;
  }
}
