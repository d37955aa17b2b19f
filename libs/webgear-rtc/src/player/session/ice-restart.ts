import { iceFragmentOf, withIceOf } from './ice-fragment.js';
import { PATH_WATCH_MS, PathWatch } from './path-watch.js';
import type { ServerCalls } from './server-calls.js';
import { numberOf, type StatsReport } from './stats-report.js';

/** Between attempts while the server cannot be reached. */
const RETRY_MS = 200;
/** After these, silence has long been noticed, and a new session is made. */
const MOST_TRIES = 25;
/** After how much of each second of their lifetime TURN accounts are replaced. */
const REFRESH_AT_MS = 750;

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
    const ttl = server.iceServersTtl;
    // Before the accounts end: a relay refuses them afterwards.
    const refreshing = ttl && setInterval(() => void this.run(), ttl * REFRESH_AT_MS);
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
    const { connection, receiver } = this.session;
    // Missing in old browsers, which rely on the state of ICE.
    const [source] = receiver.getSynchronizationSources?.() ?? [];
    if (this.isRunning || !this.watch.isQuiet(source?.timestamp ?? 0, performance.now())) return;
    const packets = await packetsOf(connection).catch(() => 0);
    if (this.watch.isSilent(packets, performance.now())) await this.run();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let tries = 0; tries < MOST_TRIES && (await this.isUnreachable()); tries++) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    this.isRunning = false;
  }

  /** One attempt. @returns whether the server was out of reach */
  private async isUnreachable(): Promise<boolean> {
    const { connection, sessionToken } = this.session;
    try {
      const iceServers = await this.session.iceServers();
      if (iceServers) connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
      const { sdp = '' } = connection.currentRemoteDescription ?? {};
      const offer = await this.session.createOffer();
      const answer = await this.server.restartIce(sessionToken, iceFragmentOf(offer.sdp ?? ''));
      if (answer === 'ended') this.session.onEnded();
      if (!answer.includes('=')) return answer === 'unreachable';
      // Not before the answer is there: Chromium would check the server's address from its new port under the former
      // credentials meanwhile, and stay with that. Without candidates, because the server learns addresses from checks.
      const described = connection.setLocalDescription(offer);
      const remote = { type: 'answer', sdp: withIceOf(answer, sdp) } as const;
      await Promise.all([described, connection.setRemoteDescription(remote)]);
    } catch {
      // The session was closed meanwhile, or this browser restarts nothing: a new session follows.
    }
    return false;
  }
}

async function packetsOf(connection: RTCPeerConnection): Promise<number> {
  let packets = 0;
  // Of media, and where browsers count them, of reports too, which come while the source is silent.
  for (const { packetsReceived } of (await connection.getStats()).values() as Iterable<StatsReport>)
    packets += numberOf(packetsReceived) ?? 0;
  return packets;
}
