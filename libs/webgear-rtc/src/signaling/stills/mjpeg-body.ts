import { Readable } from 'node:stream';
import type { Observable, Subscription } from 'rxjs';
import type { LiveJpeg } from '../../broadcast/jpeg/jpeg-rendition.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { MULTIPART_START, multipartOf } from './multipart.js';

/** How long a reader may take for one picture before it counts as gone. */
const PATIENCE_US = 15_000_000;

/**
 * The body of one answer that shows pictures as they come.
 *
 * It holds one picture that waits, at most: a reader that is slow leaves out those in between, and one that never reads
 * is let go. To be destroyed when nobody reads it any more.
 */
export class MjpegBody extends Readable {
  private readonly subscription: Subscription;
  private waiting: LiveJpeg | undefined;
  private isWanted = false;
  private handedOverAtUs: number;

  constructor(
    stills$: Observable<LiveJpeg>,
    private readonly clock: CaptureClock,
  ) {
    // Nothing is read ahead: what was ready before it can be sent would be old by then.
    super({ highWaterMark: 0 });
    this.handedOverAtUs = clock.nowUs();
    this.push(MULTIPART_START);
    this.subscription = stills$.subscribe({
      next: (still) => this.offer(still),
      error: () => this.destroy(),
      complete: () => this.finish(),
    });
  }

  /** Called when what was handed over last is on its way. */
  override _read(): void {
    this.isWanted = true;
    this.handOver();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.subscription.unsubscribe();
    this.waiting = undefined;
    callback(error);
  }

  private offer(still: LiveJpeg): void {
    this.waiting = still;
    const isStuck = !this.isWanted && this.clock.nowUs() - this.handedOverAtUs > PATIENCE_US;
    if (isStuck) this.destroy();
    else this.handOver();
  }

  private handOver(): void {
    const { waiting } = this;
    if (!this.isWanted || waiting === undefined) return;
    this.isWanted = false;
    this.waiting = undefined;
    this.handedOverAtUs = this.clock.nowUs();
    this.push(multipartOf(waiting));
  }

  /** Somebody who does not read would keep a server that shuts down waiting for the end. */
  private finish(): void {
    if (this.isWanted) this.push(null);
    else this.destroy();
  }
}
