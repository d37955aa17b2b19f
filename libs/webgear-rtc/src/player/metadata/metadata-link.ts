import { BackOff } from '../playback/back-off.js';
import type { ServerCalls } from '../session/server-calls.js';
import { parseMessage, type FrameMessage } from './frame-messages.js';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** The server sends a comment every 15 seconds. */
const SILENCE_MS = 40_000;

/** Receives what the server tells. */
export interface MetadataLinkListener {
  onMessage(message: FrameMessage): void;
  /** The connection broke: what follows may be of another server. */
  onInterrupted(): void;
}

/**
 * The messages of one stream, received until it is closed.
 *
 * Read with `fetch` and not by an `EventSource`, which can send no header of the page, and gives up for good when it is refused.
 */
export class MetadataLink {
  private readonly backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, Math.random);
  private readonly closing = new AbortController();

  constructor(
    private readonly server: Pick<ServerCalls, 'request'>,
    private readonly listener: MetadataLinkListener,
  ) {
    void this.run();
  }

  /** Ends the connection. */
  close(): void {
    this.closing.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await this.read().catch(() => undefined);
      if (signal.aborted) return;
      this.listener.onInterrupted();
      await new Promise((resolve) => setTimeout(resolve, this.backOff.nextDelayMs()));
    }
  }

  /** Reads one response to its end. */
  private async read(): Promise<void> {
    const ending = new AbortController();
    const end = (): void => ending.abort();
    this.closing.signal.addEventListener('abort', end, { once: true });
    let silence = setTimeout(end, SILENCE_MS);
    try {
      const headers = { Accept: 'text/event-stream' };
      const { signal } = ending;
      const response = await this.server.request('metadata', { headers, cache: 'no-store', signal });
      const type = response.headers.get('Content-Type') ?? '';
      if (!response.ok || response.body === null || !type.startsWith('text/event-stream')) return;
      const events = new EventTexts();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        this.backOff.reset();
        clearTimeout(silence);
        silence = setTimeout(end, SILENCE_MS);
        for (const text of events.add(part.value)) {
          const message = parseMessage(text);
          if (message !== undefined && !signal.aborted) this.listener.onMessage(message);
        }
      }
    } finally {
      clearTimeout(silence);
      this.closing.signal.removeEventListener('abort', end);
      end();
    }
  }
}

/** The data of server-sent events, each on one line as our server writes it. */
export class EventTexts {
  private rest = '';

  /** Takes a part of the response, and returns the data of the events that it completes. */
  add(part: string): string[] {
    const lines = (this.rest + part).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => (line.startsWith('data: ') ? [line.slice('data: '.length)] : []));
  }
}
