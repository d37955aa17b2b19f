import type { Failure } from '../playback/playback.interface.js';
import { MultipartImages } from '../session/multipart-images.js';
import type { OfferFailed } from '../session/server-calls.js';
import { make } from './make-element.js';

/** Source of the JPEG images and listener for what happens to them. */
export interface ImageFeed {
  /** @throws OfferFailed */
  connect(signal: AbortSignal): Promise<Response>;
  /** A new image is on screen. */
  onImage(bytes: number): void;
  /** The response ended. `failure` is `undefined` if the response had begun. */
  onLost(failure?: Failure): void;
}

/** An image that waits until the previous one is on screen. */
interface PendingImage {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly feed: ImageFeed;
  /** Aborts when its response is replaced; the image is then dropped. */
  readonly signal: AbortSignal;
}

const attributes = { part: 'fallback', class: 'layer', hidden: '' };

/** Shows the stream as MJPEG where WebRTC is blocked. */
export class FallbackImage {
  private shown: HTMLImageElement | HTMLCanvasElement = make('img', {
    ...attributes,
    alt: '',
    draggable: 'false',
  });
  private reading = new AbortController();
  private last: Uint8Array<ArrayBuffer> | undefined;
  private next: PendingImage | undefined;
  private isDrawing = false;

  /** The element that shows the images. */
  get element(): HTMLImageElement | HTMLCanvasElement {
    return this.shown;
  }

  /** Requests the images; an earlier response continues until the new one arrives. */
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
      // Not by `instanceof`: in a file of its own this module would have another class of that name.
      if (!signal.aborted) feed.onLost((error as Partial<OfferFailed>).failure);
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
      // If several images arrive in one chunk, only the newest is shown.
      const image = images.push(value).at(-1);
      if (image === undefined) continue;
      // A server starts with its newest image, which after a reconnect may be the one on screen.
      const isKnown = isFirst && this.last !== undefined && isSame(image, this.last);
      isFirst = false;
      if (!isKnown) this.draw({ data: image, feed, signal });
    }
  }

  private draw(image: PendingImage): void {
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

  /** @returns whether the image is on screen; `false` for a damaged one */
  private async paint(image: Blob, signal: AbortSignal): Promise<boolean> {
    if (this.shown instanceof HTMLImageElement && (await load(this.shown, await dataUrlOf(image), signal)))
      return true;
    if (signal.aborted) return false;
    const bitmap = await createImageBitmap(image).catch(() => undefined);
    if (bitmap === undefined) return false;
    // The image is valid, so the page's Content-Security-Policy forbids `data:` URLs.
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

/** Not `decode()`, which does not resolve while the page is hidden. */
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

/** `data:` and not `blob:`: policies that forbid `blob:` often allow `data:`, as that of our own pages does. */
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
