import type { QualityPreferences } from '../playback/preference-report.js';
import { LazyPart } from '../lazy-part.js';
import type { IceRestart, RestartableSession } from './ice-restart.js';
import { OfferFailed, type OfferAnswer, type ServerCalls } from './server-calls.js';
import type { SessionReport } from './session-report.js';
import type { StatsMeter } from './stats-meter.js';

/** A STUN or TURN server that takes longer counts as unreachable. */
const GATHERING_MS = 2000;

/** Events of a session. */
export interface SessionListener {
  /** The server answered with this SDP. */
  onAnswer(sdp: string): void;
  onConnected(): void;
  /** A stream with the video, to which the sound is added where there is some. */
  onStream(stream: MediaStream): void;
  /** The first packet of sound arrived. */
  onSound(): void;
  /** The connection failed or was closed by the server. */
  onLost(): void;
}

/**
 * Requests receiver reference time reports (RFC 3611 §4.4) in an offer. Chromium derives the round-trip time from them
 * and repeats a NACK after that time; otherwise after 100 ms, during which the video stalls.
 */
function requestRoundTripTime(sdp: string): string {
  return sdp.replaceAll(/^a=rtcp-fb:(\d+) nack pli\r\n/gm, '$&a=rtcp-fb:$1 rrtr\r\n');
}

/** Requests stereo (RFC 7587 §6.1): a browser that does not ask for it decodes mono. */
function requestStereo(sdp: string): string {
  return sdp.replaceAll(/^a=fmtp:\d+ minptime=10;useinbandfec=1(?=\r$)/gm, '$&;stereo=1');
}

const restartFile = new LazyPart(() => import('./ice-restart.js'));

/** One WebRTC connection to the server. */
export class ViewerSession {
  private readonly connection: RTCPeerConnection;
  private readonly closing = new AbortController();
  private token: string | undefined;
  /** Whether this browser rejects modified SDP. */
  private isPlain = false;
  private receiver: RTCRtpReceiver | undefined;
  private restart: IceRestart | undefined;

  /** @throws OfferFailed if this browser has no WebRTC */
  constructor(
    private readonly server: ServerCalls,
    private readonly listener: SessionListener,
    private readonly iceServers: RTCIceServer[],
    private readonly wantsAudio: boolean,
  ) {
    if (typeof RTCPeerConnection === 'undefined') throw new OfferFailed({ kind: 'unsupported' });
    this.connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers });
  }

  /** Secret that authorises closing this session; known after the answer. */
  get sessionToken(): string | undefined {
    return this.token;
  }

  /**
   * @param previousSessionToken of the session that this one replaces
   * @param quality what the player wants of the quality ladder from the first frame on
   * @throws OfferFailed
   */
  async open(previousSessionToken: string | undefined, quality: QualityPreferences): Promise<void> {
    const { connection, listener } = this;
    // One stream for the element even where the answer has two, which are not synchronised (`audioSync: false`).
    const stream = new MediaStream();
    connection.addEventListener('track', ({ track }) => {
      stream.addTrack(track);
      if (track.kind === 'video') listener.onStream(stream);
      else if (track.muted) track.addEventListener('unmute', () => listener.onSound());
      else listener.onSound();
    });
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'connected') listener.onConnected();
      else if (connection.connectionState === 'failed') this.lose();
    });
    const { receiver } = connection.addTransceiver('video', { direction: 'recvonly' });
    showWithoutDelay(receiver);
    if (this.wantsAudio) connection.addTransceiver('audio', { direction: 'recvonly' });
    performance.mark('webgear-rtc:offer');
    const offer = await this.createOffer();
    const described = connection.setLocalDescription(offer).catch(async () => {
      // A browser that rejects the modified SDP would not use the addition either.
      this.isPlain = true;
      await connection.setLocalDescription(await this.createOffer());
    });
    // Usually sent without candidates: the server learns our address from our first check (peer-reflexive), and gathering
    // costs time. A TURN relay, however, forwards only from addresses it has a permission for.
    const sent = this.iceServers.length === 0 ? offer : await described.then(() => gathered(connection));
    const [answer] = await Promise.all([this.ask(sent, previousSessionToken, quality), described]);
    if (this.closing.signal.aborted) return;
    await this.accept(answer, receiver);
  }

  /** From now on, and not before the first frame, an ICE restart follows a change of the network. */
  async watchPath(): Promise<void> {
    const { token, receiver } = this;
    if (token === undefined || receiver === undefined || this.restart !== undefined) return;
    const file = await restartFile.load();
    if (file === undefined || this.closing.signal.aborted) return;
    this.restart ??= new file.IceRestart(this.server, this.restartable(token, receiver));
  }

  /** The network may have changed: an ICE restart follows if nothing arrives any more. */
  suspectPath(): void {
    if (this.restart === undefined) void this.watchPath();
    else this.restart.suspect();
  }

  /** Reads the statistics of the connection. */
  report(meter: StatsMeter): Promise<SessionReport> {
    return meter.read(this.connection);
  }

  /** Closes the connection and notifies the server. */
  close(): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.connection.close();
    if (this.token !== undefined) this.server.closeConnection(this.token);
  }

  private async createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescriptionInit> {
    const { type, sdp = '' } = await this.connection.createOffer(options);
    return { type, sdp: this.isPlain ? sdp : requestStereo(requestRoundTripTime(sdp)) };
  }

  private async ask(
    offer: RTCSessionDescriptionInit,
    previousSessionToken: string | undefined,
    quality: QualityPreferences,
  ): Promise<OfferAnswer> {
    // Not aborted by `close()`: only the answer has the token that releases the place on the server.
    const answer = await this.server.offer(offer, previousSessionToken, quality);
    this.token = answer.sessionToken;
    if (this.closing.signal.aborted && this.token !== undefined) this.server.closeConnection(this.token);
    return answer;
  }

  private async accept({ type, sdp }: OfferAnswer, receiver: RTCRtpReceiver): Promise<void> {
    this.listener.onAnswer(sdp);
    await this.connection.setRemoteDescription({ type, sdp }).catch(() => {
      throw new OfferFailed({ kind: 'unsupported' });
    });
    this.receiver = receiver;
    const { transport } = receiver;
    // DTLS close_notify of a server that shuts down, long before a timeout would detect it.
    transport?.addEventListener('statechange', () => {
      if (['closed', 'failed'].includes(transport.state)) this.lose();
    });
  }

  private restartable(sessionToken: string, receiver: RTCRtpReceiver): RestartableSession {
    const { connection, server } = this;
    const usesServers = this.iceServers.length > 0;
    return {
      connection,
      receiver,
      sessionToken,
      closed: this.closing.signal,
      iceServers: async () => (usesServers ? server.currentIceServers() : undefined),
      createOffer: () => this.createOffer({ iceRestart: true }),
      onEnded: () => this.lose(),
    };
  }

  private lose(): void {
    if (!this.closing.signal.aborted) this.listener.onLost();
  }
}

/** The offer with the candidates gathered in time. */
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

/** Minimises the jitter buffer, which delays frames by default. */
function showWithoutDelay(receiver: RTCRtpReceiver): void {
  // Older Chromium versions have only `playoutDelayHint`.
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
  else Object.assign(receiver, { playoutDelayHint: 0 });
}
