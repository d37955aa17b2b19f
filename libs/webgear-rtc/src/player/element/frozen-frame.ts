import { make } from './make-element.js';

/** An element whose current frame can be drawn on a canvas. */
export type FrameElement = HTMLVideoElement | HTMLImageElement | HTMLCanvasElement;

/** Copy of the last frame, shown until a new one arrives, so that a reconnect does not flash black. */
export class FrozenFrame {
  // `still` is the former name of the part, which style sheets of existing pages may use.
  readonly element = make('canvas', { part: 'frozen-frame still', class: 'layer', hidden: '' });

  /** Copies the frame that an element shows; does nothing if it shows none. */
  hold(origin: FrameElement): void {
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

/** Size of the frame that an element shows, in pixels; 0 by 0 if it shows none. */
export function sizeOf(origin: FrameElement): { readonly width: number; readonly height: number } {
  if (origin instanceof HTMLVideoElement) {
    const hasFrame = origin.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    return hasFrame ? { width: origin.videoWidth, height: origin.videoHeight } : { width: 0, height: 0 };
  }
  if (origin instanceof HTMLImageElement) return { width: origin.naturalWidth, height: origin.naturalHeight };
  return { width: origin.width, height: origin.height };
}
