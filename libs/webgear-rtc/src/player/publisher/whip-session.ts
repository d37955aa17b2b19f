const ANSWER_TIMEOUT_MS = 10_000;
/** A STUN or TURN server that takes longer counts as unreachable. */
const GATHERING_MS = 2_000;

/** Where to publish, and with what token. */
export interface WhipTarget {
  /** URL of the WHIP endpoint. */
  readonly endpoint: string;
  /** Empty for none. */
  readonly token: string;
  readonly iceServers: RTCIceServer[];
  /** Upper limit, in bits per second. */
  readonly maxBitrateBps: number;
}

/** The server did not take the offer. */
export class WhipRefused extends Error {
  override readonly name = 'WhipRefused';

  /** @param status HTTP status; 0 where the server cannot be reached */
  constructor(
    readonly status: number,
    message = '',
  ) {
    super(message);
  }
}

/** One session of publishing (RFC 9725). */
export class WhipSession {
  private readonly connection: RTCPeerConnection;
  private location: string | undefined;
  private isClosed = false;

  constructor(
    private readonly target: WhipTarget,
    private readonly onState: (state: 'connected' | 'lost') => void,
  ) {
    this.connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers: target.iceServers });
  }

  /**
   * Begins to publish.
   *
   * @throws WhipRefused
   */
  async open(stream: MediaStream): Promise<void> {
    const { connection } = this;
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'connected') this.onState('connected');
      else if (connection.connectionState === 'failed') this.lose();
    });
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    const streams = [stream];
    if (audio !== undefined) connection.addTransceiver(audio, { direction: 'sendonly', streams });
    if (video !== undefined) {
      const encoding = { maxBitrate: this.target.maxBitrateBps };
      const transceiver = connection.addTransceiver(video, {
        direction: 'sendonly',
        streams,
        sendEncodings: [encoding],
      });
      preferH264(transceiver);
    }
    await connection.setLocalDescription();
    await gathered(connection);
    const answer = await this.ask(connection.localDescription?.sdp ?? '');
    if (this.isClosed) return this.end();
    await connection.setRemoteDescription({ type: 'answer', sdp: answer }).catch(() => {
      throw new WhipRefused(406, 'The browser does not take the answer of the server.');
    });
    const [sender] = connection.getSenders();
    // close_notify of a server that shuts down, long before a timeout would detect it.
    sender?.transport?.addEventListener('statechange', () => {
      if (['closed', 'failed'].includes(sender.transport?.state ?? '')) this.lose();
    });
  }

  /** Sends another track of the same kind from now on. */
  async replace(track: MediaStreamTrack): Promise<void> {
    const sender = this.connection.getSenders().find((each) => each.track?.kind === track.kind);
    await sender?.replaceTrack(track);
  }

  /** Statistics of the browser. */
  report(): Promise<RTCStatsReport> {
    return this.connection.getStats();
  }

  /** Ends the session, here and at the server; works during page unload too. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.connection.close();
    this.end();
  }

  private async ask(sdp: string): Promise<string> {
    const response = await fetch(this.target.endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', ...this.authorization() },
      body: sdp,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    }).catch(() => {
      throw new WhipRefused(0);
    });
    const text = await response.text().catch(() => '');
    if (response.status !== 201) throw new WhipRefused(response.status, messageOf(text));
    const location = response.headers.get('Location');
    this.location = location === null ? undefined : new URL(location, response.url).href;
    return text;
  }

  private authorization(): Record<string, string> {
    return this.target.token === '' ? {} : { Authorization: `Bearer ${this.target.token}` };
  }

  private end(): void {
    const { location } = this;
    this.location = undefined;
    if (location === undefined) return;
    // A server that is gone has no session to end.
    void fetch(location, { method: 'DELETE', keepalive: true, headers: this.authorization() }).catch(
      () => undefined,
    );
  }

  private lose(): void {
    if (!this.isClosed) this.onState('lost');
  }
}

/** H.264 goes to viewers as it is; another codec may have to be converted for some. */
function preferH264(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
  const isH264 = ({ mimeType }: RTCRtpCodec): boolean => mimeType.toLowerCase() === 'video/h264';
  if (codecs.some(isH264)) {
    transceiver.setCodecPreferences([...codecs.filter(isH264), ...codecs.filter((codec) => !isH264(codec))]);
  }
}

async function gathered(connection: RTCPeerConnection): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, GATHERING_MS);
    const look = (): void => {
      if (connection.iceGatheringState === 'complete') resolve();
    };
    connection.addEventListener('icegatheringstatechange', look);
    look();
  });
}

/** The sentence of an error of the server; other servers answer with something else. */
function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return '';
  }
}
