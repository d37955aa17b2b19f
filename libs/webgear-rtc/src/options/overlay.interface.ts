/**
 * Where in the frame an overlay stands.
 *
 * @publicApi
 */
export type OverlayPosition =
  'top-left' | 'top' | 'top-right' | 'center' | 'bottom-left' | 'bottom' | 'bottom-right';

/**
 * Text or a clock that is drawn onto each frame.
 *
 * @publicApi
 */
export interface Overlay {
  /**
   * What is written, 1 to 500 characters, each as it is; `\n` begins a new line. An overlay has this, a `clock` or both.
   *
   * @default nothing before the clock
   */
  text?: string;
  /**
   * The capture time of the frame, after the `text`. `true` shows date and time, `%Y-%m-%d %H:%M:%S`; other formats
   * are those of Python's `strftime`, with `%L` for milliseconds.
   *
   * @default false
   */
  clock?: boolean | string;
  /**
   * The time zone of the clock by its IANA name, for example `Europe/Vienna` or `UTC`.
   *
   * @default that of the server
   */
  timeZone?: string;
  /**
   * Where in the frame it stands. No two overlays may share a position.
   *
   * @default 'top-left'
   */
  position?: OverlayPosition;
  /**
   * Height of the letters in percent of the shorter side of the frame, 1 to 50. They scale with it.
   *
   * @default 4
   */
  fontSize?: number;
  /**
   * Colour of the letters: `#rrggbb`, `#rrggbbaa` or one of the sixteen names of HTML.
   *
   * @default 'white'
   */
  color?: string;
  /**
   * Colour of the box behind the letters, likewise, or `transparent`.
   *
   * @default '#00000080'
   */
  background?: string;
  /**
   * A TrueType, OpenType or WOFF file on the server, for letters that DejaVu Sans lacks, such as Chinese.
   *
   * @default DejaVu Sans, which comes with the library: Latin, Greek, Cyrillic, Arabic, Hebrew and others
   */
  fontFile?: string;
}
