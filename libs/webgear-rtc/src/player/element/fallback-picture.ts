import { make } from './make-element.js';

const LOOK_INTERVAL_MS = 200;
const FIRST_PICTURE_MS = 10_000;

/** The stream as one JPEG after the other, which an `<img>` shows. */
export class FallbackPicture {
  readonly element = make('img', { part: 'fallback', class: 'picture', alt: '', hidden: '' });
  private look: ReturnType<typeof setInterval> | undefined;
  private waiting = new AbortController();

  /**
   * @param onPicture called once, with the first picture on screen
   * @param onFailure called once, when there is none to be had
   */
  show(address: string, onPicture: () => void, onFailure: () => void): void {
    const { element } = this;
    const startedAtMs = performance.now();
    this.waiting = new AbortController();
    element.addEventListener('error', onFailure, { signal: this.waiting.signal });
    element.src = address;
    // Browsers differ in whether a picture that is replaced again and again has ever loaded.
    this.look = setInterval(() => {
      if (element.naturalWidth > 0) {
        this.stopWaiting();
        element.hidden = false;
        onPicture();
      } else if (performance.now() - startedAtMs > FIRST_PICTURE_MS) onFailure();
    }, LOOK_INTERVAL_MS);
  }

  hide(): void {
    this.stopWaiting();
    // Taking the element away would not end the request.
    this.element.removeAttribute('src');
    this.element.hidden = true;
  }

  private stopWaiting(): void {
    clearInterval(this.look);
    this.waiting.abort();
  }
}
