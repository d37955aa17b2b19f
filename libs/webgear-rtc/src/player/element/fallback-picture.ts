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

/** An image that is to be shown when the one before is. */
interface WaitingImage {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly feed: ImageFeed;
  /** Of its response: one that was given up shows nothing more. */
  readonly signal: AbortSignal;
}

const attributes = { part: 'fallback', class: 'picture', hidden: '' };

/** The stream as one JPEG after the other, for where WebRTC does not pass. */
export class FallbackPicture {
  private shown: HTMLImageElement | HTMLCanvasElement = make('img', { ...attributes, alt: '' });
  private reading = new AbortController();
  private last: Uint8Array<ArrayBuffer> | undefined;
  private next: WaitingImage | undefined;
  private isDrawing = false;

  /** The element that shows them. */
  get element(): HTMLImageElement | HTMLCanvasElement {
    return this.shown;
  }

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
    this.element.removeAttribute('src');
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
      if (!isKnown) this.draw({ data: image, feed, signal });
    }
  }

  private draw(image: WaitingImage): void {
    this.last = image.data;
    this.next = image;
    if (!this.isDrawing) void this.drawNext();
  }

  private async drawNext(): Promise<void> {
    this.isDrawing = true;
    for (let image = this.next; image !== undefined; image = this.next) {
      this.next = undefined;
      const { data, feed, signal } = image;
      const isShown = await this.paint(new Blob([data], { type: 'image/jpeg' }), signal);
      if (signal.aborted || !isShown) continue;
      this.element.hidden = false;
      feed.onImage(data.length);
    }
    this.isDrawing = false;
  }

  /** @returns whether it is on screen: one that is damaged is left out */
  private async paint(image: Blob, signal: AbortSignal): Promise<boolean> {
    if (this.shown instanceof HTMLImageElement && (await load(this.shown, await dataUrlOf(image), signal)))
      return true;
    if (signal.aborted) return false;
    const bitmap = await createImageBitmap(image).catch(() => undefined);
    if (bitmap === undefined) return false;
    // The image is sound, and the page's policy does not allow it to be shown by its address.
    if (this.shown instanceof HTMLImageElement) {
      const canvas = make('canvas', attributes);
      this.shown.replaceWith(canvas);
      this.shown = canvas;
    }
    this.shown.width = bitmap.width;
    this.shown.height = bitmap.height;
    this.shown.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return true;
  }
}

/** Not `decode()`, which waits for a page that is hidden to be shown. */
async function load(element: HTMLImageElement, address: string, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const done = new AbortController();
  const options = { signal: done.signal };
  const isLoaded = await new Promise<boolean>((resolve) => {
    element.addEventListener('load', () => resolve(true), options);
    element.addEventListener('error', () => resolve(false), options);
    signal.addEventListener('abort', () => resolve(false), options);
    element.src = address;
  });
  done.abort();
  return isLoaded;
}

/** Policies that allow no `blob:` often allow `data:`, as that of our own pages does. */
function dataUrlOf(image: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.readAsDataURL(image);
  });
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
