import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import type { VideoFrame } from '../media/video-frame.js';
import { SeededRandom } from './seeded-random.js';

/** What is filmed, and how badly. */
export interface ShakySceneOptions {
  /** Width of the frames in pixels, even. */
  readonly width: number;
  /** Height of the frames in pixels, even. */
  readonly height: number;
  /** How many frames. */
  readonly count: number;
  /** How far each frame is off the camera's intended way at most, in pixels. */
  readonly jitter: number;
  /** The intended way: how far the camera pans from one frame to the next, in pixels. */
  readonly pan: number;
}

/** A place in the scene, in pixels. */
export interface ScenePoint {
  readonly x: number;
  readonly y: number;
}

const SEARCH = 10;
const PATCH = 120;
const PATCH_STEP = 3;

/** A motionless scene filmed by a camera that pans and shakes; where it looked is known for every frame. */
export class ShakyScene {
  /** The upper left corner of each frame in the scene, as it was filmed. */
  readonly filmed: readonly ScenePoint[];
  /** The same without the shaking. */
  readonly intended: readonly ScenePoint[];
  private readonly sceneWidth: number;
  private readonly sceneHeight: number;
  private readonly scene: Uint8Array;

  constructor(
    private readonly options: ShakySceneOptions,
    seed = 1,
  ) {
    const random = new SeededRandom(seed);
    const { width, height, count, jitter, pan } = options;
    const margin = jitter + SEARCH + 2;
    this.intended = Array.from({ length: count }, (_, index) => ({
      x: margin + Math.round(index * pan),
      y: margin,
    }));
    this.filmed = this.intended.map(({ x, y }) => ({
      x: x + random.integer(-jitter, jitter),
      y: y + random.integer(-jitter, jitter),
    }));
    this.sceneWidth = width + 2 * margin + Math.ceil(count * pan);
    this.sceneHeight = height + 2 * margin;
    this.scene = drawScene(this.sceneWidth, this.sceneHeight, random);
  }

  /** The frame of this number, 25 of them a second, owned by the caller. */
  film(index: number): Promise<VideoFrame> {
    const { width, height } = this.options;
    const corner = this.filmed[index] ?? { x: 0, y: 0 };
    return paintFrame(width, height, index * 40_000, (luma, ...chroma) => {
      for (let row = 0; row < height; row++) {
        const start = (row + corner.y) * this.sceneWidth + corner.x;
        luma.data.set(this.scene.subarray(start, start + width), row * luma.stride);
      }
      for (const plane of chroma) plane.data.fill(128);
    });
  }

  /**
   * Where in the scene a frame looks, found by comparing its middle with the scene: to a fraction of a pixel, and by
   * other means than a stabiliser uses.
   *
   * @param luma of a frame of the size of those filmed, rows without padding
   * @param near where to look for it, ten pixels around
   */
  locate(luma: Uint8Array, near: ScenePoint): ScenePoint {
    const x0 = Math.round(near.x);
    const y0 = Math.round(near.y);
    let best = { x: x0, y: y0, difference: Number.POSITIVE_INFINITY };
    for (let y = y0 - SEARCH; y <= y0 + SEARCH; y++) {
      for (let x = x0 - SEARCH; x <= x0 + SEARCH; x++) {
        const difference = this.differenceAt(luma, x, y);
        if (difference < best.difference) best = { x, y, difference };
      }
    }
    const { x, y, difference } = best;
    return {
      x: x + vertexOf(this.differenceAt(luma, x - 1, y), difference, this.differenceAt(luma, x + 1, y)),
      y: y + vertexOf(this.differenceAt(luma, x, y - 1), difference, this.differenceAt(luma, x, y + 1)),
    };
  }

  private differenceAt(luma: Uint8Array, x: number, y: number): number {
    const { width, height } = this.options;
    const left = Math.floor((width - PATCH) / 2);
    const top = Math.floor((height - PATCH) / 2);
    let sum = 0;
    for (let row = top; row < top + PATCH; row += PATCH_STEP) {
      for (let column = left; column < left + PATCH; column += PATCH_STEP) {
        const there = this.scene[(row + y) * this.sceneWidth + column + x] ?? 0;
        sum += ((luma[row * width + column] ?? 0) - there) ** 2;
      }
    }
    return sum;
  }
}

/** How much a camera shook: the root mean square of how far its step from frame to frame is off the intended one. */
export function jitterOf(actual: readonly ScenePoint[], intended: readonly ScenePoint[]): number {
  const squares = actual.slice(1).map(({ x, y }, index) => {
    const [from, meant, next] = [actual[index], intended[index], intended[index + 1]];
    if (from === undefined || meant === undefined || next === undefined) return 0;
    return (x - from.x - (next.x - meant.x)) ** 2 + (y - from.y - (next.y - meant.y)) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** Where a parabola through three points has its lowest one, from the middle. */
function vertexOf(before: number, middle: number, after: number): number {
  const bend = before - 2 * middle + after;
  return bend <= 0 ? 0 : (before - after) / (2 * bend);
}

/** Clouds of grey with bright and dark boxes in them: soft slopes and sharp corners, nowhere twice the same. */
function drawScene(width: number, height: number, random: SeededRandom): Uint8Array {
  const cell = 24;
  const columns = Math.ceil(width / cell) + 2;
  const rows = Math.ceil(height / cell) + 2;
  const grid = Float32Array.from({ length: columns * rows }, () => 60 + 120 * random.next());
  const scene = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = Math.floor(y / cell) * columns + Math.floor(x / cell);
      const u = (x % cell) / cell;
      const v = (y % cell) / cell;
      const upper = (grid[at] ?? 0) * (1 - u) + (grid[at + 1] ?? 0) * u;
      const lower = (grid[at + columns] ?? 0) * (1 - u) + (grid[at + columns + 1] ?? 0) * u;
      scene[y * width + x] = upper * (1 - v) + lower * v;
    }
  }
  for (let box = 0; box < (width * height) / 4000; box++) {
    const left = random.integer(0, width - 40);
    const top = random.integer(0, height - 40);
    const right = left + random.integer(8, 40);
    const value = random.integer(30, 220);
    for (let row = top; row < top + 24; row++) scene.fill(value, row * width + left, row * width + right);
  }
  return scene;
}
