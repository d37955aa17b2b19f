import { iceFragmentOf, withIceOf } from './ice-fragment.js';
import { PATH_WATCH_MS, PathWatch } from './path-watch.js';
import type { ServerCalls } from './server-calls.js';

/** Between attempts while the server cannot be reached. */
const RETRY_MS = 200;
/** Share of the lifetime of TURN accounts after which they are replaced. */
const REFRESH_AT = 0.75;

/** What an {@link IceRestart} needs of its session. */
export interface RestartableSession {
  readonly connection: RTCPeerConnection;
  readonly receiver: RTCRtpReceiver;
  readonly sessionToken: string;
  /** Aborts when the session ends. */
  readonly closed: AbortSignal;
  /** STUN and TURN servers; `undefined` if the session uses none. */
  iceServers(): Promise<RTCIceServer[] | undefined>;
  /** Makes an offer with new credentials. */
  createOffer(): Promise<RTCSessionDescriptionInit>;
  /** The server ended the session. */
  onEnded(): void;
}

/**
 * Moves one connection to another network: an ICE restart (RFC 8445 §2.4), which keeps DTLS and SRTP, takes a round trip and
 * shows the next frame sent, where a new session would need a handshake, a key frame and a place on the server.
 */
export class IceRestart {
  private readonly watch = new PathWatch();
  private isRunning = false;

  constructor(
    private readonly server: ServerCalls,
    private readonly session: RestartableSession,
  ) {
    const { connection, closed } = session;
    const watching = setInterval(() => void this.look(), PATH_WATCH_MS);
    const ttlMs = server.iceServersTtlMs;
    // Before the accounts end: a relay refuses them afterwards.
    const refreshing = ttlMs && setInterval(() => void this.run(), ttlMs * REFRESH_AT);
    closed.addEventListener('abort', () => {
      clearInterval(watching);
      clearInterval(refreshing);
    });
    connection.addEventListener('iceconnectionstatechange', () => {
      if (connection.iceConnectionState === 'disconnected') void this.run();
    });
  }

  /** The network may have changed: restarts unless packets arrive. */
  suspect(): void {
    this.watch.suspect();
    void this.look();
  }

  private async look(): Promise<void> {
    const { connection, receiver, closed } = this.session;
    // Missing in old browsers, which rely on the state of ICE.
    const [source] = receiver.getSynchronizationSources?.() ?? [];
    if (this.isRunning || !this.watch.isQuiet(source?.timestamp ?? 0, performance.now())) return;
    const packets = await packetsOf(connection).catch(() => 0);
    if (!closed.aborted && this.watch.isSilent(packets, performance.now())) await this.run();
  }

  private async run(): Promise<void> {
    if (this.isRunning || this.session.closed.aborted) return;
    this.isRunning = true;
    try {
      while (await this.isToRetry()) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    } finally {
      this.isRunning = false;
    }
  }

  /** One attempt. @returns whether the server was out of reach and nothing arrives meanwhile */
  private async isToRetry(): Promise<boolean> {
    const { connection, sessionToken, closed } = this.session;
    const before = await packetsOf(connection).catch(() => 0);
    const answer = await this.attempt(sessionToken).catch(() => 'unreachable' as const);
    if (closed.aborted) return false;
    if (answer === 'ended') this.session.onEnded();
    return answer === 'unreachable' && (await packetsOf(connection).catch(() => 0)) === before;
  }

  private async attempt(sessionToken: string): Promise<'ended' | 'unreachable' | undefined> {
    const { connection } = this.session;
    const iceServers = await this.session.iceServers();
    if (iceServers) connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
    const { sdp = '' } = connection.currentRemoteDescription ?? {};
    const offer = await this.session.createOffer();
    const answer = await this.server.restartIce(sessionToken, iceFragmentOf(offer.sdp ?? ''));
    if (typeof answer === 'string') return answer === 'unsupported' ? undefined : answer;
    // Not before the answer is there: Chromium would check the server's address from its new port under the former
    // credentials meanwhile, and stay with that. Without candidates, because the server learns addresses from checks.
    const described = connection.setLocalDescription(offer);
    const answered = connection.setRemoteDescription({
      type: 'answer',
      sdp: withIceOf(answer.fragment, sdp),
    });
    await Promise.all([described, answered]);
    return undefined;
  }
}

async function packetsOf(connection: RTCPeerConnection): Promise<number> {
  const reports = [...(await connection.getStats()).values()] as readonly Record<string, unknown>[];
  const received = (type: string): number =>
    reports
      .filter((report) => report['type'] === type)
      .reduce((sum, { packetsReceived }) => sum + Number(packetsReceived ?? 0), 0);
  // Reports of the server too, which come while the source is silent; Firefox counts media only.
  return received('transport') || received('inbound-rtp');
}
