import { BackOff } from '../playback/back-off.js';
import { parseMessage, type FrameMessage } from './frame-messages.js';

/** Of a server that refuses, or has no such route. A connection that breaks is repeated by the browser itself. */
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;

/** Receives what the server tells. */
export interface MetadataLinkListener {
  onMessage(message: FrameMessage): void;
  /** The connection broke: what follows may be of another server. */
  onInterrupted(): void;
}

/** The messages of one stream, received while it is wanted. */
export class MetadataLink {
  private readonly backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, Math.random);
  private events: EventSource | undefined;
  private retrying: ReturnType<typeof setTimeout> | undefined;

  /** @param address of the route, looked up for each connection */
  constructor(
    private readonly address: () => string,
    private readonly listener: MetadataLinkListener,
  ) {
    this.connect();
  }

  /** Ends the connection. */
  close(): void {
    clearTimeout(this.retrying);
    this.events?.close();
  }

  private connect(): void {
    const events = new EventSource(this.address());
    this.events = events;
    events.addEventListener('open', () => this.backOff.reset());
    events.addEventListener('message', ({ data }) => {
      const message = parseMessage(String(data));
      if (message !== undefined) this.listener.onMessage(message);
    });
    events.addEventListener('error', () => {
      this.listener.onInterrupted();
      // Otherwise the browser connects again.
      if (events.readyState !== EventSource.CLOSED) return;
      this.retrying = setTimeout(() => this.connect(), this.backOff.nextDelayMs());
    });
  }
}
