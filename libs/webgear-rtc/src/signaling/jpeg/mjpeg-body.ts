import { Readable } from 'node:stream';
import type { Observable, Subscription } from 'rxjs';
import type { LiveJpeg } from '../../broadcast/jpeg/jpeg-rendition.js';
import type { JpegImage } from '../../media/jpeg-image.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { MjpegViewerSnapshot } from '../../peers/peer-snapshot.interface.js';
import type { LeaveReason } from '../../peers/leave-reason.js';

const BOUNDARY = 'webgear-rtc-image';
const DELIMITER = `--${BOUNDARY}\r\n`;

/** Media type of a body in which each image replaces the previous one. */
export const MULTIPART_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;

/** Why a body has ended. */
export interface BodyEnd {
  readonly reason: LeaveReason;
  readonly detail?: string;
}

/** What a body has sent: images, images left out, bytes, and how long the first image took. */
export type BodyCounters = Pick<MjpegViewerSnapshot, 'framesSent' | 'framesDropped' | 'bytesSent' | 'joinMs'>;

/** A reader that takes longer for one image is disconnected. */
const READ_TIMEOUT_US = 15_000_000;

/**
 * Body of an MJPEG response.
 *
 * At most one image is pending: a slow reader skips images, and one that never reads is disconnected. Must be destroyed
 * when its response is closed.
 */
export class MjpegBody extends Readable {
  /** `undefined` while the constructor subscribes, which may end the body. */
  private readonly subscription: Subscription | undefined;
  private pending: LiveJpeg | undefined;
  private hasDemand = false;
  private readonly openedAtUs: number;
  private pushedAtUs: number;
  private joinMs: number | undefined;
  private cause: BodyEnd | undefined;
  private readonly sent = { framesSent: 0, framesDropped: 0, bytesSent: 0 };

  /** @param onFirstImage called when the first image is sent */
  constructor(
    images$: Observable<LiveJpeg>,
    private readonly clock: CaptureClock,
    private readonly onFirstImage: () => void = () => undefined,
  ) {
    // No read-ahead: a buffered image would be outdated when it is sent.
    super({ highWaterMark: 0 });
    this.openedAtUs = clock.nowUs();
    this.pushedAtUs = this.openedAtUs;
    this.push(DELIMITER);
    this.subscription = images$.subscribe({
      next: (image) => this.offer(image),
      error: (error: unknown) => {
        this.cause = { reason: 'failed', detail: error instanceof Error ? error.message : String(error) };
        this.destroy();
      },
      complete: () => {
        this.cause = { reason: 'removed' };
        this.finish();
      },
    });
  }

  /** Why it has ended, where its client is not the one who ended it. */
  get ending(): BodyEnd | undefined {
    return this.cause;
  }

  /** What was sent. */
  get counters(): BodyCounters {
    const { joinMs } = this;
    return { ...this.sent, ...(joinMs !== undefined && { joinMs }) };
  }

  /** Ends after what is sent. A reader without demand is disconnected: it would block the shutdown of the server. */
  finish(): void {
    this.subscription?.unsubscribe();
    this.pending = undefined;
    if (this.hasDemand && !this.destroyed) this.push(null);
    else this.destroy();
    this.hasDemand = false;
  }

  /** Called when the previous chunk was consumed. */
  override _read(): void {
    this.hasDemand = true;
    this.pushPending();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.subscription?.unsubscribe();
    this.pending = undefined;
    callback(error);
  }

  private offer(image: LiveJpeg): void {
    if (this.pending !== undefined) this.sent.framesDropped++;
    this.pending = image;
    const isStuck = !this.hasDemand && this.clock.nowUs() - this.pushedAtUs > READ_TIMEOUT_US;
    if (!isStuck) return this.pushPending();
    this.cause = { reason: 'silent' };
    this.destroy();
  }

  private pushPending(): void {
    const { pending } = this;
    if (!this.hasDemand || pending === undefined) return;
    this.hasDemand = false;
    this.pending = undefined;
    this.pushedAtUs = this.clock.nowUs();
    const part = multipartOf(pending);
    this.sent.framesSent++;
    this.sent.bytesSent += part.length;
    this.push(part);
    if (this.joinMs !== undefined) return;
    this.joinMs = (this.pushedAtUs - this.openedAtUs) / 1000;
    this.onFirstImage();
  }
}

const parts = new WeakMap<JpegImage, Buffer>();

/** An image as a part of the body, built once for all readers. */
function multipartOf(image: JpegImage): Buffer {
  const cached = parts.get(image);
  if (cached !== undefined) return cached;
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${image.data.length}\r\n\r\n`;
  // Ends with the delimiter of the next part: browsers render a part only once they see its end, and would otherwise
  // always be one image behind.
  const part = Buffer.concat([Buffer.from(head), image.data, Buffer.from(`\r\n${DELIMITER}`)]);
  parts.set(image, part);
  return part;
}
