import { make } from './make-element.js';

/** What a picture can be taken from. */
export type FrameOrigin = HTMLVideoElement | HTMLImageElement | HTMLCanvasElement;

/** The last picture, kept on screen while there is no new one: a black flash at each new connection is not calm. */
export class HeldPicture {
  readonly element = make('canvas', { part: 'still', class: 'picture', hidden: '' });

  /** Keeps what an element shows now; nothing where it shows nothing. */
  hold(origin: FrameOrigin): void {
    const { width, height } = sizeOf(origin);
    if (width === 0) return;
    this.element.width = width;
    this.element.height = height;
    this.element.getContext('2d')?.drawImage(origin, 0, 0);
    this.element.hidden = false;
  }

  release(): void {
    this.element.hidden = true;
  }
}

/** Size of the picture an element shows, in pixels; 0 by 0 where it shows none. */
export function sizeOf(origin: FrameOrigin): { readonly width: number; readonly height: number } {
  if (origin instanceof HTMLVideoElement) {
    const hasFrame = origin.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    return hasFrame ? { width: origin.videoWidth, height: origin.videoHeight } : { width: 0, height: 0 };
  }
  if (origin instanceof HTMLImageElement) return { width: origin.naturalWidth, height: origin.naturalHeight };
  return { width: origin.width, height: origin.height };
}
