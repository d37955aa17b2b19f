import { OfferFailed, type OfferAnswer, type ServerCalls } from './server-calls.js';
import { readReport, type SessionReport } from './session-report.js';

/** A STUN or TURN server that takes longer is not there. */
const GATHERING_MS = 2000;

/** What a session tells. */
export interface SessionListener {
  /** The server answered; the SDP says where it waits for media. */
  onAnswer(sdp: string): void;
  onConnected(): void;
  onStream(stream: MediaStream): void;
  /** The connection is over. */
  onLost(): void;
}

/**
 * Adds to an offer that this end wants to know the round trip (RFC 3611, 4.4). A Chromium that knows it asks again for
 * what got lost twice as soon as it can be late; else it waits 100 ms each time, and the picture stands still.
 */
function askForRoundTrip(sdp: string): string {
  return sdp.replaceAll(/^a=rtcp-fb:(\d+) nack pli\r\n/gm, '$&a=rtcp-fb:$1 rrtr\r\n');
}

/** One connection to the server, from its offer to its end. */
export class ViewerSession {
  private readonly connection: RTCPeerConnection;
  private readonly closing = new AbortController();
  private token: string | undefined;

  /** @throws OfferFailed when this browser has no WebRTC */
  constructor(
    private readonly server: ServerCalls,
    private readonly listener: SessionListener,
    private readonly iceServers: RTCIceServer[],
  ) {
    if (typeof RTCPeerConnection === 'undefined') throw new OfferFailed({ kind: 'unsupported' });
    this.connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers });
  }

  /** The secret that ends this session and no other, once the server has answered. */
  get sessionToken(): string | undefined {
    return this.token;
  }

  /**
   * @param previousSessionToken of the session this one follows
   * @throws OfferFailed
   */
  async open(previousSessionToken: string | undefined): Promise<void> {
    const { connection, listener } = this;
    connection.addEventListener('track', ({ track, streams }) =>
      listener.onStream(streams[0] ?? new MediaStream([track])),
    );
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'connected') listener.onConnected();
      else if (connection.connectionState === 'failed') this.lose();
    });
    const { receiver } = connection.addTransceiver('video', { direction: 'recvonly' });
    showWithoutDelay(receiver);
    performance.mark('webgear-rtc:offer');
    const { type, sdp = '' } = await connection.createOffer();
    const offer = { type, sdp: askForRoundTrip(sdp) };
    const described = connection
      .setLocalDescription(offer)
      // A browser that wants its own words is none that would have used the difference.
      .catch(() => connection.setLocalDescription({ type, sdp }));
    // Sent without any candidate of ours, as a rule: the server learns our address from our first check of its own, and
    // gathering would only cost time. A relay, though, passes on only what comes from addresses that it was told.
    const sent = this.iceServers.length === 0 ? offer : await described.then(() => gathered(connection));
    const [answer] = await Promise.all([this.ask(sent, previousSessionToken), described]);
    if (this.closing.signal.aborted) return;
    await this.accept(answer, receiver);
  }

  /** What the connection measures now. */
  report(): Promise<SessionReport> {
    return readReport(this.connection);
  }

  /** Ends the session from this side, and tells the server. */
  close(): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.connection.close();
    if (this.token !== undefined) this.server.sayGoodbye(this.token);
  }

  private async ask(
    offer: RTCSessionDescriptionInit,
    previousSessionToken: string | undefined,
  ): Promise<OfferAnswer> {
    // Not ended with the session: the answer of a server that has given us a place is wanted, to give that back.
    const answer = await this.server.offer(offer, previousSessionToken);
    this.token = answer.sessionToken;
    if (this.closing.signal.aborted && this.token !== undefined) this.server.sayGoodbye(this.token);
    return answer;
  }

  private async accept({ type, sdp }: OfferAnswer, receiver: RTCRtpReceiver): Promise<void> {
    this.listener.onAnswer(sdp);
    await this.connection.setRemoteDescription({ type, sdp }).catch(() => {
      throw new OfferFailed({ kind: 'unsupported' });
    });
    const { transport } = receiver;
    // A server that shuts down says so here, long before the silence would tell.
    transport?.addEventListener('statechange', () => {
      if (['closed', 'failed'].includes(transport.state)) this.lose();
    });
  }

  private lose(): void {
    if (!this.closing.signal.aborted) this.listener.onLost();
  }
}

/** The offer with the candidates that were found in time. */
async function gathered(connection: RTCPeerConnection): Promise<RTCSessionDescriptionInit> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, GATHERING_MS);
    const look = (): void => {
      if (connection.iceGatheringState === 'complete') resolve();
    };
    connection.addEventListener('icegatheringstatechange', look);
    look();
  });
  return connection.localDescription?.toJSON() as RTCSessionDescriptionInit;
}

/** Show each picture as it comes; the default keeps some back against jitter. */
function showWithoutDelay(receiver: RTCRtpReceiver): void {
  // Older Chromiums have the second, under its first name.
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
  else Object.assign(receiver, { playoutDelayHint: 0 });
}
