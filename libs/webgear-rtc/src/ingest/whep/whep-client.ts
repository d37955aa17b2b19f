import { STATUS_CODES } from 'node:http';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { maskCredentials } from '../../errors/mask-credentials.js';
import type { WhepAddress } from '../../sources/whep/whep-address.js';
import { sendWhepRequest, WhepRequestError, type WhepResponse } from './whep-request.js';

/** A session at a server, which has answered our offer. */
export interface WhepSession {
  /** The answer. */
  readonly sdp: string;
  /** Ends it at the server. Bounded in time, and never rejects. */
  end(): Promise<void>;
}

/** How long the server has for its answer, in milliseconds. */
const answerMs = 10_000;
/** How long the end of a session may take. */
const endMs = 2_000;
/** A server that asks for more patience is asked again all the same. */
const longestWaitMs = 60_000;

/** The HTTP side of WHEP, as a player: of one endpoint, one session after another. */
export class WhepClient {
  private notBeforeMs = 0;

  constructor(
    private readonly address: WhepAddress,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** How long the server has asked not to be asked again, in milliseconds (`Retry-After`). */
  get waitMs(): number {
    return Math.max(0, this.notBeforeMs - this.nowMs());
  }

  /**
   * Sends the offer.
   *
   * @throws WebGearRtcError `WGR_SOURCE_REFUSED`, `WGR_SOURCE_UNREACHABLE`, `WGR_SOURCE_HTTP_ERROR`, `WGR_SOURCE_UNSUPPORTED`; the reason of the signal when it aborts
   */
  async offer(sdp: string, signal: AbortSignal): Promise<WhepSession> {
    const { url, authorization } = this.address;
    const late = AbortSignal.timeout(answerMs);
    const response = await sendWhepRequest(
      { method: 'POST', url, authorization, headers: { 'Content-Type': 'application/sdp' }, body: sdp },
      AbortSignal.any([late, signal]),
    ).catch((error: unknown) => {
      throw signal.aborted ? error : this.toCoded(error, late.aborted);
    });
    const location = locationOf(response);
    if (response.status !== 201 && response.status !== 200) throw this.refusal(response);
    const session: WhepSession = { sdp: response.body, end: () => end(location) };
    if (/^\uFEFF?v=0/.test(response.body.trimStart())) return session;
    await session.end();
    throw this.unsupported('it answers with something that is not SDP: it is no WHEP endpoint');
  }

  private toCoded(error: unknown, isLate: boolean): unknown {
    const source = this.address.label;
    if (isLate) {
      const reason = 'the server accepts the connection, but does not respond';
      return new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason }, { cause: error });
    }
    if (!(error instanceof WhepRequestError)) return error;
    return error.code === 'ECONNREFUSED'
      ? new WebGearRtcError('WGR_SOURCE_REFUSED', { source }, { cause: error })
      : new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason: error.message }, { cause: error });
  }

  private refusal({ status, headers, url }: WhepResponse): WebGearRtcError {
    this.keepAway(headers['retry-after']);
    const source = this.address.label;
    const reason = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
    const remedy = this.remedyFor(status, headers.location, url);
    return new WebGearRtcError('WGR_SOURCE_HTTP_ERROR', { source, reason, remedy });
  }

  private remedyFor(status: number, location: string | undefined, url: string): string {
    if (status >= 300 && status < 400 && location !== undefined) {
      const target = URL.canParse(location, url) ? maskCredentials(new URL(location, url).href) : 'elsewhere';
      return `It redirects to ${target} in a way that loses the offer: use that address, with whep: or wheps:`;
    }
    switch (status) {
      case 401:
      case 403:
        return this.address.authorization === undefined
          ? 'It requires a token or user name and password; write them before the host, with "@" behind them'
          : 'Check the token, or user name and password; encode / ? # @ % in them as %2F %3F %23 %40 %25';
      case 404:
        return 'Check the path: MediaMTX has /name/whep, this library /name/whep or /whep';
      case 405:
        return 'It is no WHEP endpoint: check the path';
      case 406:
      case 422:
        return 'It sends none of the codecs that this stream takes';
      case 409:
        return 'Nobody publishes there yet';
      case 429:
      case 503:
        return 'It has too many viewers or is starting';
      default:
        return status >= 500 ? 'The server has failed: see its log' : 'Check the address';
    }
  }

  private keepAway(retryAfter: string | undefined): void {
    if (retryAfter === undefined) return;
    const seconds = /^\d+$/.test(retryAfter)
      ? Number(retryAfter)
      : (Date.parse(retryAfter) - Date.now()) / 1000;
    if (seconds > 0) this.notBeforeMs = this.nowMs() + Math.min(longestWaitMs, seconds * 1000);
  }

  private unsupported(reason: string): WebGearRtcError {
    return new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: this.address.label, reason });
  }
}

/** Where the session is: of the same origin, or our token would go to whom the server names. */
function locationOf({
  headers: { location },
  url,
  authorization,
}: WhepResponse): { readonly url: string; readonly authorization: string | undefined } | undefined {
  if (location === undefined || !URL.canParse(location, url)) return undefined;
  const target = new URL(location, url);
  if (!/^https?:$/.test(target.protocol)) return undefined;
  const isOwn = target.origin === new URL(url).origin;
  return { url: target.href, authorization: isOwn ? authorization : undefined };
}

async function end(session: ReturnType<typeof locationOf>): Promise<void> {
  if (session === undefined) return;
  // A server that is gone has no session to end.
  await sendWhepRequest({ method: 'DELETE', ...session }, AbortSignal.timeout(endMs)).catch(() => undefined);
}
