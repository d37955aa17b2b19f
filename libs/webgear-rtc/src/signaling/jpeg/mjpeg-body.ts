import { Readable } from 'node:stream';
import type { Observable, Subscription } from 'rxjs';
import type { LiveJpeg } from '../../broadcast/jpeg/jpeg-rendition.js';
import type { JpegImage } from '../../media/jpeg-image.js';
import type { CaptureClock } from '../../media/capture-clock.js';

const BOUNDARY = 'webgear-rtc-image';
const DELIMITER = `--${BOUNDARY}\r\n`;

/** Media type of a body in which each image replaces the previous one. */
export const MULTIPART_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;

/** A reader that takes longer for one image is disconnected. */
const READ_TIMEOUT_US = 15_000_000;

/**
 * Body of an MJPEG response.
 *
 * At most one image is pending: a slow reader skips images, and one that never reads is disconnected. Must be destroyed
 * when its response is closed.
 */
export class MjpegBody extends Readable {
  private readonly subscription: Subscription;
  private pending: LiveJpeg | undefined;
  private hasDemand = false;
  private pushedAtUs: number;

  constructor(
    images$: Observable<LiveJpeg>,
    private readonly clock: CaptureClock,
  ) {
    // No read-ahead: a buffered image would be outdated when it is sent.
    super({ highWaterMark: 0 });
    this.pushedAtUs = clock.nowUs();
    this.push(DELIMITER);
    this.subscription = images$.subscribe({
      next: (image) => this.offer(image),
      error: () => this.destroy(),
      complete: () => this.finish(),
    });
  }

  /** Called when the previous chunk was consumed. */
  override _read(): void {
    this.hasDemand = true;
    this.pushPending();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.subscription.unsubscribe();
    this.pending = undefined;
    callback(error);
  }

  private offer(image: LiveJpeg): void {
    this.pending = image;
    const isStuck = !this.hasDemand && this.clock.nowUs() - this.pushedAtUs > READ_TIMEOUT_US;
    if (isStuck) this.destroy();
    else this.pushPending();
  }

  private pushPending(): void {
    const { pending } = this;
    if (!this.hasDemand || pending === undefined) return;
    this.hasDemand = false;
    this.pending = undefined;
    this.pushedAtUs = this.clock.nowUs();
    this.push(multipartOf(pending));
  }

  /** A reader without demand is disconnected: it would block the shutdown of the server. */
  private finish(): void {
    if (this.hasDemand) this.push(null);
    else this.destroy();
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
