/** A region of a frame, in fractions of its width and height. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A gray frame. */
export interface GrayFrame {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Minimum brightness of a light, and minimum change of a pixel that it moved to. */
const BRIGHT = 150;
const BRIGHTER = 40;
/** Fewer changed pixels are noise. */
const FEWEST_CHANGED = 2;

/** Finds the light that moves most; ignores static ones. Replace it with your model. */
export class MovingLight {
  private before = new Uint8ClampedArray();

  /** Compares a frame with the previous one. */
  find({ data, width, height }: GrayFrame): Box | undefined {
    const { before } = this;
    // A copy, because the memory of the frame is reused for the next one.
    this.before = data.slice();
    if (before.length !== data.length) return undefined;
    const isChanged = (at: number): boolean => (data[at] ?? 0) - (before[at] ?? 0) >= BRIGHTER;

    const bright = data.map((value) => (value >= BRIGHT ? 1 : 0));
    let found: Patch | undefined;
    for (let at = 0; at < bright.length; at++) {
      if (bright[at] !== 1) continue;
      const patch = takePatch(bright, width, at, isChanged);
      if (patch.changed >= (found?.changed ?? FEWEST_CHANGED)) found = patch;
    }
    return (
      found && {
        left: found.left / width,
        top: found.top / height,
        width: (found.right - found.left + 1) / width,
        height: (found.bottom - found.top + 1) / height,
      }
    );
  }
}

/** A connected region of bright pixels. */
interface Patch {
  changed: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Removes the connected region of a pixel from the mask. */
function takePatch(
  mask: Uint8ClampedArray,
  width: number,
  start: number,
  isChanged: (at: number) => boolean,
): Patch {
  const patch: Patch = { changed: 0, left: width, top: mask.length, right: 0, bottom: 0 };
  const waiting = [start];
  mask[start] = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    patch.changed += isChanged(at) ? 1 : 0;
    patch.left = Math.min(patch.left, x);
    patch.right = Math.max(patch.right, x);
    patch.top = Math.min(patch.top, y);
    patch.bottom = Math.max(patch.bottom, y);
    const beside = [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width];
    for (const next of beside) {
      if (mask[next] !== 1) continue;
      mask[next] = 0;
      waiting.push(next);
    }
  }
  return patch;
}
