import type { Failure } from '../playback/playback.interface.js';
import { MultipartImages } from '../session/multipart-images.js';
import { OfferFailed } from '../session/server-calls.js';
import { make } from './make-element.js';

/** Where the images come from, and who is told of them. */
export interface ImageFeed {
  /** @throws OfferFailed */
  connect(signal: AbortSignal): Promise<Response>;
  /** A new image is on screen. */
  onImage(bytes: number): void;
  /** No more come. Without `failure`, the response had begun. */
  onLost(failure?: Failure): void;
}

/** The stream as one JPEG after the other, for where WebRTC does not pass. */
export class FallbackPicture {
  readonly element = make('canvas', { part: 'fallback', class: 'picture', hidden: '' });
  private reading = new AbortController();
  private last: Uint8Array<ArrayBuffer> | undefined;
  private next: Uint8Array<ArrayBuffer> | undefined;
  private isDrawing = false;

  /** Asks for the images; an earlier response goes on until this one is there. */
  async show(feed: ImageFeed): Promise<void> {
    const earlier = this.reading;
    const reading = new AbortController();
    const { signal } = reading;
    this.reading = reading;
    try {
      const response = await feed.connect(signal);
      earlier.abort();
      await this.read(response, feed, signal);
      if (!signal.aborted) feed.onLost();
    } catch (error) {
      earlier.abort();
      if (!signal.aborted) feed.onLost(error instanceof OfferFailed ? error.failure : undefined);
    } finally {
      reading.abort();
    }
  }

  hide(): void {
    this.reading.abort();
    this.next = undefined;
    this.last = undefined;
    this.element.hidden = true;
  }

  private async read(response: Response, feed: ImageFeed, signal: AbortSignal): Promise<void> {
    const images = new MultipartImages(response.headers.get('Content-Type') ?? '');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let isFirst = true;
    for (;;) {
      const { value, done } = await reader.read();
      if (done || signal.aborted) return;
      // Of images that came at once only the newest is worth showing.
      const image = images.push(value).at(-1);
      if (image === undefined) continue;
      // A server sends the newest image it has first: after a cut that may be the one on screen.
      const isKnown = isFirst && this.last !== undefined && isSame(image, this.last);
      isFirst = false;
      if (!isKnown) this.draw(image, feed, signal);
    }
  }

  private draw(image: Uint8Array<ArrayBuffer>, feed: ImageFeed, signal: AbortSignal): void {
    this.last = image;
    this.next = image;
    if (!this.isDrawing) void this.drawNext(feed, signal);
  }

  private async drawNext(feed: ImageFeed, signal: AbortSignal): Promise<void> {
    this.isDrawing = true;
    for (let image = this.next; image !== undefined; image = this.next) {
      this.next = undefined;
      // One that is damaged is left out.
      const bitmap = await createImageBitmap(new Blob([image])).catch(() => undefined);
      if (bitmap === undefined) continue;
      if (!signal.aborted) {
        this.paint(bitmap);
        feed.onImage(image.length);
      }
      bitmap.close();
    }
    this.isDrawing = false;
  }

  private paint(bitmap: ImageBitmap): void {
    const { element } = this;
    const { width, height } = bitmap;
    // Even the same size clears it.
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    element.getContext('2d')?.drawImage(bitmap, 0, 0);
    element.hidden = false;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
