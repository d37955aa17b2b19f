/** Parts, for `webgear-player::part(…)`. */
export interface WebGearPlayerParts {
  /** Everything inside. */
  stage: HTMLElement;
  /** The `<video>`. */
  video: HTMLVideoElement;
  /** The images of the compatibility mode. */
  fallback: HTMLImageElement;
  /** The last frame, while the connection is replaced; also under its former name `still`. */
  'frozen-frame': HTMLCanvasElement;
  /** The image before the first frame. */
  poster: HTMLImageElement;
  /** The boxes over the video, with the attribute `overlay`. */
  overlay: HTMLCanvasElement;
  /** Name and state: over the upper edge, in a tile (`controls="status"`) over the lower one. */
  status: HTMLElement;
  /** The name. */
  name: HTMLElement;
  /** The state, beside the name. */
  chip: HTMLElement;
  /** The dot in the colour of the state. */
  dot: HTMLElement;
  /** The circle while it connects or waits. */
  spinner: HTMLElement;
  /** The card across the video while there is nothing to see. */
  notice: HTMLElement;
  /** The button of the card. */
  action: HTMLButtonElement;
  /** The row of buttons over the lower edge. */
  controls: HTMLElement;
  /** Each button. */
  button: HTMLButtonElement;
  /** Unmute, over the video until the viewer chose. */
  unmute: HTMLButtonElement;
  /** The menu. */
  menu: HTMLElement;
  /** The statistics. */
  stats: HTMLElement;
  /** The list of keys. */
  shortcuts: HTMLElement;
  /** The small map of enlarged video. */
  minimap: HTMLElement;
  /** A message for a moment. */
  toast: HTMLElement;
  /** What is recorded of the stream, over the controls, with the attribute `timeline`. */
  timeline: HTMLElement;
  /** The moment that is shown, on the timeline. */
  'timeline-slider': HTMLInputElement;
  /** The note that recorded video is shown. */
  recorded: HTMLElement;
}

/** Custom properties that set sizes and colours, on the element or on an ancestor. */
export interface WebGearPlayerVariables {
  /** Size of text; everything else follows it, in steps that depend on the width of the player. */
  '--webgear-size'?: string;
  /** Radius of the corners. */
  '--webgear-radius'?: string;
  /** As `object-fit`; the attribute `fit` takes precedence. */
  '--webgear-fit'?: string;
  /** Behind the video. */
  '--webgear-ground'?: string;
  /** Text and icons on the video. */
  '--webgear-text'?: string;
  /** Secondary text, on chip and panels. */
  '--webgear-quiet'?: string;
  /** Shade under the controls and the name. */
  '--webgear-scrim'?: string;
  /** Ground of the state. */
  '--webgear-chip'?: string;
  /** Ground of menu, statistics, notice and messages; also under its former name `--webgear-surface`. */
  '--webgear-panel'?: string;
  /** Borders on panels. */
  '--webgear-line'?: string;
  /** A button under the pointer. */
  '--webgear-hover'?: string;
  /** Actions. */
  '--webgear-accent'?: string;
  /** Text on actions. */
  '--webgear-on-accent'?: string;
  /** The ring around what has the focus. */
  '--webgear-focus'?: string;
  /** The dot while live. */
  '--webgear-live'?: string;
  /** The dot while it waits. */
  '--webgear-warning'?: string;
  /** The dot when something fails. */
  '--webgear-trouble'?: string;
}
