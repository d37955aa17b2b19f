import type { OverlayPosition } from '../options/overlay.interface.js';

/** How and where a text is written into a picture. */
export interface TextLook {
  /** Path of a TrueType, OpenType or WOFF file. */
  readonly fontFile: string;
  /** Height of the letters in pixels. */
  readonly fontSizePx: number;
  /** `#rrggbbaa`. */
  readonly color: string;
  /** `#rrggbbaa`. */
  readonly background: string;
  readonly position: OverlayPosition;
}

/** A text to be written into a picture. */
export interface WrittenText {
  /** Taken letter by letter: nothing in it means anything to FFmpeg. */
  readonly text: string;
  readonly look: TextLook;
}
