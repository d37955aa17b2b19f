import { BackOff } from '../playback/back-off.js';
import { WhipRefused, WhipSession, type WhipTarget } from './whip-session.js';

/** What the page shows. */
export type PublishingState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'refused';

/** Events of a publishing. */
export interface PublishingListener {
  /** @param message a sentence for the page, where there is something to say */
  onState(state: PublishingState, message?: string): void;
}

/** A session that is not connected by then does not come. */
const CONNECT_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 8_000;

/** Publishes a stream until it is stopped: a session after another, since networks and servers come and go. */
export class Publishing {
  private session: WhipSession | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasLive = false;
  private isStopped = false;
  private readonly backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, Math.random);

  constructor(
    private readonly target: () => Promise<WhipTarget>,
    private stream: MediaStream,
    private readonly listener: PublishingListener,
  ) {}

  /** Begins. */
  start(): void {
    this.listener.onState('connecting');
    void this.connect();
  }

  /** Sends another stream from now on. */
  async replace(stream: MediaStream): Promise<void> {
    const hadSound = this.stream.getAudioTracks().length > 0;
    this.stream = stream;
    // Another number of tracks takes another offer.
    if (hadSound !== stream.getAudioTracks().length > 0) return this.reconnect();
    await Promise.all(stream.getTracks().map((track) => this.session?.replace(track)));
  }

  /** Statistics of the browser, of the present session. */
  async report(): Promise<RTCStatsReport | undefined> {
    return this.session?.report();
  }

  /** Ends. A second call does nothing. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    clearTimeout(this.timer);
    this.session?.close();
    this.listener.onState('idle');
  }

  private async connect(): Promise<void> {
    try {
      const target = await this.target();
      if (this.isStopped) return;
      const session = new WhipSession(target, (state) => {
        if (session !== this.session || this.isStopped) return;
        if (state === 'connected') this.begin();
        else this.reconnect();
      });
      this.session = session;
      this.timer = setTimeout(() => this.reconnect(), CONNECT_TIMEOUT_MS);
      await session.open(this.stream);
    } catch (error) {
      if (!this.isStopped) this.fail(error);
    }
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.wasLive = true;
    this.backOff.reset();
    this.listener.onState('live');
  }

  private fail(error: unknown): void {
    const status = error instanceof WhipRefused ? error.status : 406;
    // After a loss the server may still hold our former session for a moment.
    const mayChange = status === 0 || status >= 500 || (this.wasLive && status !== 401 && status !== 403);
    if (mayChange) return this.reconnect();
    clearTimeout(this.timer);
    this.isStopped = true;
    this.session?.close();
    this.listener.onState('refused', reasonOf(status, (error as Error).message));
  }

  private reconnect(): void {
    clearTimeout(this.timer);
    this.session?.close();
    this.session = undefined;
    const delayMs = this.backOff.nextDelayMs();
    this.listener.onState(
      'reconnecting',
      this.wasLive ? 'The connection was lost.' : 'The server cannot be reached.',
    );
    this.timer = setTimeout(() => void this.connect(), delayMs);
  }
}

function reasonOf(status: number, message: string): string {
  switch (status) {
    case 401:
    case 403:
      return 'The server wants a token, or another one.';
    case 404:
    case 405:
      return 'This stream takes no publisher.';
    case 409:
      return 'Someone else is publishing already. Try again when they have stopped.';
    default:
      return message || 'The server does not take this.';
  }
}
