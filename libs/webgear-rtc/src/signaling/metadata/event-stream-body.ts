import { Readable } from 'node:stream';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { MetadataChannel } from '../../frame-metadata/metadata-channel.js';

/** Media type of server-sent events. */
export const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8';

/** Proxies close a response that is silent for longer, most of them after 30 or 60 seconds. */
const HEARTBEAT_MS = 15_000;

/** Browsers connect again after so many milliseconds. */
const RETRY_MS = 1000;

/**
 * Body of a response with the metadata of a stream.
 *
 * At most one message is pending: a slow reader skips messages, and one that never reads is disconnected. Must be destroyed
 * when its response is closed.
 */
export class EventStreamBody extends Readable {
  private readonly closing = new AbortController();
  private readonly leave: () => void;
  private pending: string | undefined;
  private hasDemand = false;
  private pushedAtUs: number;

  constructor(
    channel: Pick<MetadataChannel, 'read'>,
    private readonly clock: CaptureClock,
  ) {
    // No read-ahead: a buffered message would be outdated when it is sent.
    super({ highWaterMark: 0 });
    this.pushedAtUs = clock.nowUs();
    // A first chunk also opens the response for a browser before there is a message.
    this.push(`retry: ${RETRY_MS}\n\n`);
    void this.beat();
    this.leave = channel.read({
      onMessage: (message) => this.offer(`data: ${message}\n\n`),
      onEnd: () => this.finish(),
    });
  }

  /** Called when the previous chunk was consumed. */
  override _read(): void {
    this.hasDemand = true;
    this.pushPending();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.closing.abort();
    this.leave?.();
    this.pending = undefined;
    callback(error);
  }

  private offer(event: string): void {
    this.pending = event;
    this.pushPending();
  }

  private async beat(): Promise<void> {
    const { signal } = this.closing;
    for (;;) {
      await this.clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      const isQuiet = this.clock.nowUs() - this.pushedAtUs >= HEARTBEAT_MS * 1000;
      if (!isQuiet) continue;
      if (this.hasDemand) this.offer(this.pending ?? ':\n\n');
      else this.destroy();
    }
  }

  private pushPending(): void {
    const { pending } = this;
    if (!this.hasDemand || pending === undefined) return;
    this.hasDemand = false;
    this.pending = undefined;
    this.pushedAtUs = this.clock.nowUs();
    this.push(pending);
  }

  /** A reader without demand is disconnected: it would block the shutdown of the server. */
  private finish(): void {
    this.closing.abort();
    if (this.hasDemand) this.push(null);
    else this.destroy();
  }
}
