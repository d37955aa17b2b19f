/** Part of a picture, each number as a share of its width or height. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A gray picture. */
export interface GrayFrame {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** How bright a light is at least, and how much a pixel has changed where it has moved to. */
const BRIGHT = 150;
const BRIGHTER = 40;
/** Fewer pixels that have changed are noise. */
const FEWEST_CHANGED = 2;

/** Finds the light that moves most. A window that is lit and stays where it is is none. Your model would stand here. */
export class MovingLight {
  private before = new Uint8ClampedArray();

  /** Compares a picture with the one before. */
  find({ data, width, height }: GrayFrame): Box | undefined {
    const { before } = this;
    // A copy: the memory of the picture is used again for the next one.
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

/** Bright pixels that hang together. */
interface Patch {
  changed: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Takes a pixel, and all that hang together with it, out of the mask. */
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
