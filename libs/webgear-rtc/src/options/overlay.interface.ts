/**
 * Where in the picture an overlay stands.
 *
 * @publicApi
 */
export type OverlayPosition =
  'top-left' | 'top' | 'top-right' | 'center' | 'bottom-left' | 'bottom' | 'bottom-right';

/**
 * Text or a clock that is drawn onto each picture.
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
   * The time at which the picture was taken, behind the `text`. `true` shows date and time, `%Y-%m-%d %H:%M:%S`; another
   * form is given as to Python's `strftime`, with `%L` for milliseconds besides.
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
   * Where in the picture it stands. No two overlays may stand at one place.
   *
   * @default 'top-left'
   */
  position?: OverlayPosition;
  /**
   * Height of the letters in percent of the shorter side of the picture, 1 to 50. They grow and shrink with it.
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
   * A TrueType, OpenType or WOFF file on the server, for letters that DejaVu Sans has not, such as Chinese.
   *
   * @default DejaVu Sans, which comes with the library: Latin, Greek, Cyrillic, Arabic, Hebrew and others
   */
  fontFile?: string;
}
