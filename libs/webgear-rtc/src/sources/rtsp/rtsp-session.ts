import {
  baseAddress,
  controlAddress,
  endpointOf,
  requestAddress,
  type RtspEndpoint,
} from './rtsp-address.js';
import { RtspConnection, type RtspConnectionEvents } from './rtsp-connection.js';
import { parseRtpInfo, parseSessionHeader, parseTransportHeader, type RtspResponse } from './rtsp-message.js';
import {
  parseSessionDescription,
  type MediaSection,
  type SessionDescription,
} from './session-description.js';

/** A server refuses, or answers what is left to FFmpeg. */
export class RtspRefusal extends Error {
  override readonly name = 'RtspRefusal';

  /**
   * @param method what was asked for
   * @param status of the answer; 0 where the answer cannot be used
   */
  constructor(
    readonly method: string,
    readonly status: number,
    reason: string,
  ) {
    super(`${method}: ${reason}`);
  }
}

/** Answers of servers that have moved, at most so many in a row. */
const MAX_REDIRECTS = 5;

/** Half of the time-out that a server states, within these bounds: keep-alives are cheap, and some time-outs are wrong. */
const SHORTEST_KEEP_ALIVE_MS = 2000;
const LONGEST_KEEP_ALIVE_MS = 30_000;

/** Cameras end the session in a few milliseconds; one that is gone must not hold up who closes. */
const CLOSING_MS = 300;

/** A track that was set up. */
export interface SetUpTrack {
  /** Channel of its RTP. */
  readonly channel: number;
  readonly url: string;
}

/** A session with a server (RFC 2326), whose packets come by the connection of the messages. */
export class RtspSession {
  private id: string | undefined;
  private timeoutMs = 0;
  private keepAliveMethod: 'GET_PARAMETER' | 'OPTIONS' = 'OPTIONS';
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly connection: RtspConnection,
    /** Of the session, for `PLAY` and what follows. */
    private readonly url: string,
    private readonly base: string,
    readonly description: SessionDescription,
    methods: string,
  ) {
    if (/\bGET_PARAMETER\b/i.test(methods)) this.keepAliveMethod = 'GET_PARAMETER';
  }

  /**
   * Connects, and asks for the session description.
   *
   * @param address with credentials
   * @throws RtspRefusal, RtspClosedError, RtspSyntaxError, or the error of the system
   */
  static async describe(
    address: string,
    events: RtspConnectionEvents,
    signal: AbortSignal,
  ): Promise<RtspSession> {
    let current = address;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const endpoint = endpointOf(current);
      if (endpoint === undefined) throw new RtspRefusal('DESCRIBE', 0, 'another scheme');
      const described = await RtspSession.describeAt(endpoint, current, events, signal);
      if (described instanceof RtspSession) return described;
      current = redirected(current, described);
    }
    throw new RtspRefusal('DESCRIBE', 0, 'too many redirects');
  }

  /** @returns where the server has moved to, if it has */
  private static async describeAt(
    endpoint: RtspEndpoint,
    address: string,
    events: RtspConnectionEvents,
    signal: AbortSignal,
  ): Promise<RtspSession | string> {
    let isCurrent = true;
    const connection = await RtspConnection.open(
      endpoint,
      address,
      { ...events, onEnd: (error) => (isCurrent ? events.onEnd(error) : undefined) },
      signal,
    );
    const leave = (limitMs: number): Promise<void> => {
      isCurrent = false;
      return connection.close(limitMs);
    };
    const abort = (): void => void leave(0);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const url = requestAddress(address);
      const options = await connection.request('OPTIONS', url);
      const described = await connection.request('DESCRIBE', url, { Accept: 'application/sdp' });
      const location = described.headers.get('location');
      if (described.status >= 300 && described.status < 400 && location !== undefined) {
        await leave(CLOSING_MS);
        return location;
      }
      const { headers, body } = accepted('DESCRIBE', described);
      const description = parseSessionDescription(body.toString('utf8'));
      const base = baseAddress(headers, url);
      const methods = options.headers.get('public') ?? '';
      return new RtspSession(
        connection,
        controlAddress(base, description.control),
        base,
        description,
        methods,
      );
    } catch (error) {
      await leave(CLOSING_MS);
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /**
   * Sets a track up.
   *
   * @param channel to ask for; servers may choose another
   * @throws RtspRefusal
   */
  async setUp(section: MediaSection, channel: number): Promise<SetUpTrack> {
    const url = controlAddress(
      /^rtsp:/i.test(this.description.control ?? '') ? this.url : this.base,
      section.control,
    );
    const response = accepted(
      'SETUP',
      await this.connection.request('SETUP', url, {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
        Session: this.id,
      }),
    );
    const session = parseSessionHeader(response.headers.get('session'));
    if (session !== undefined) {
      this.id = session.id;
      this.timeoutMs = session.timeoutMs;
    }
    const transport = parseTransportHeader(response.headers.get('transport'));
    if (transport.isUdp) throw new RtspRefusal('SETUP', 0, 'its packets come by UDP');
    return { url, channel: transport.channel ?? channel };
  }

  /**
   * Starts the tracks.
   *
   * @param onStart called before their packets come, with the timestamp of the start by address as far as stated
   * @throws RtspRefusal
   */
  async play(onStart: (starts: ReadonlyMap<string, number>) => void): Promise<void> {
    // Without a range: cameras have none, and GStreamer's server would seek, which may block it while others begin as well.
    const headers = { Session: this.id };
    const response = await this.connection.request('PLAY', this.url, headers, (answer) =>
      onStart(parseRtpInfo(answer.headers.get('rtp-info'))),
    );
    accepted('PLAY', response);
    this.keepAlive();
  }

  /** Ends the session and disconnects. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    const { connection, id, url } = this;
    const teardown = id === undefined ? undefined : { method: 'TEARDOWN', url, headers: { Session: id } };
    await connection.close(CLOSING_MS, teardown);
  }

  private keepAlive(): void {
    const intervalMs = Math.min(LONGEST_KEEP_ALIVE_MS, Math.max(SHORTEST_KEEP_ALIVE_MS, this.timeoutMs / 2));
    this.timer = setTimeout(() => void this.renew(), intervalMs);
    this.timer.unref();
  }

  private async renew(): Promise<void> {
    try {
      const { status } = await this.connection.request(this.keepAliveMethod, this.url, { Session: this.id });
      // What servers say they can do and what they can are two things; media tells whether the session lives.
      if (status >= 400) this.keepAliveMethod = 'OPTIONS';
      this.keepAlive();
    } catch {
      // The connection has ended, which its listener is told.
    }
  }
}

function accepted(method: string, response: RtspResponse): RtspResponse {
  if (response.status < 200 || response.status >= 300)
    throw new RtspRefusal(method, response.status, `status ${response.status}`);
  return response;
}

/** Credentials are for the host they were given for. */
function redirected(from: string, location: string): string {
  const [before, after] = [endpointOf(from), endpointOf(location)];
  const credentials = /^rtsp:\/\/([^/?#]*@)/i.exec(from)?.[1] ?? '';
  if (after === undefined || before === undefined)
    throw new RtspRefusal('DESCRIBE', 0, 'moved to another scheme');
  if (/^rtsp:\/\/[^/?#]*@/i.test(location) || credentials === '') return location;
  if (after.host !== before.host) throw new RtspRefusal('DESCRIBE', 0, 'moved to another host');
  return location.replace(/^rtsp:\/\//i, (scheme) => `${scheme}${credentials}`);
}
