import type { OverlayPosition } from '../../options/overlay.interface.js';

/** How the time is written. */
export interface ClockSettings {
  /** As for `strftime`. */
  readonly format: string;
  /** IANA name; `undefined` for that of the server. */
  readonly timeZone: string | undefined;
}

/** What an overlay shows and how, valid and with every default filled in. */
export interface OverlaySettings {
  /** Empty for a clock alone. */
  readonly text: string;
  /** `undefined` for text alone. */
  readonly clock: ClockSettings | undefined;
  readonly position: OverlayPosition;
  /** Height of the letters in percent of the shorter side of the frame. */
  readonly fontSizePercent: number;
  /** `#rrggbbaa`. */
  readonly color: string;
  /** `#rrggbbaa`; nothing is seen of it where `aa` is `00`. */
  readonly background: string;
  /** `undefined` for the font that comes with the library. */
  readonly fontFile: string | undefined;
}
