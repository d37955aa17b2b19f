/** One box, in shares of the frame's width and height. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** What is written above it; empty for nothing. */
  readonly text: string;
  /** A CSS colour; empty for the usual one. */
  readonly colour: string;
}

/** More would hide the video, and take longer to draw than a frame lasts. */
const MOST_BOXES = 200;
const LONGEST_LABEL = 64;

/** Where something is on a canvas, in its pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The boxes of a message; `undefined` where it is about something else. What is no box is left out. */
export function boxesOf(value: unknown): readonly Box[] | undefined {
  const { boxes } = (value ?? {}) as { readonly boxes?: unknown };
  if (!Array.isArray(boxes)) return undefined;
  return boxes.slice(0, MOST_BOXES).flatMap((each: unknown) => {
    const { x, y, w, h, label, score, colour, color } = (each ?? {}) as Readonly<Record<string, unknown>>;
    const [left, top, width, height] = [x, y, w, h].map(Number) as [number, number, number, number];
    if (![left, top, width, height].every(Number.isFinite) || width <= 0 || height <= 0) return [];
    const name = typeof label === 'string' ? label.slice(0, LONGEST_LABEL) : '';
    const share = typeof score === 'number' && Number.isFinite(score) ? `${Math.round(score * 100)} %` : '';
    const chosen = colour ?? color;
    const text = [name, share].filter(Boolean).join(' ');
    return [{ x: left, y: top, w: width, h: height, text, colour: typeof chosen === 'string' ? chosen : '' }];
  });
}

/**
 * The area that a frame takes in a layer, as `object-fit` places it.
 *
 * @param frame size of the frame, in any unit
 * @param layer size of the layer, in pixels
 * @param fit value of `object-fit`; what is unknown is taken for `contain`
 */
export function frameArea(
  frame: { readonly width: number; readonly height: number },
  layer: { readonly width: number; readonly height: number },
  fit: string,
): Area {
  if (fit === 'fill') return { x: 0, y: 0, ...layer };
  const [across, down] = [layer.width / frame.width, layer.height / frame.height];
  const scale = fit === 'cover' ? Math.max(across, down) : Math.min(across, down);
  const [width, height] = [frame.width * scale, frame.height * scale];
  return { x: (layer.width - width) / 2, y: (layer.height - height) / 2, width, height };
}
