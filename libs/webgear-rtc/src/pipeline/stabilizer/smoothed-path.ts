import { STANDSTILL, type RigidMotion } from './rigid-motion.js';

/**
 * The path of the camera and its smoothed version: each position is the average of those up to `radius` frames before and
 * after it.
 */
export class SmoothedPath {
  private places: RigidMotion[] = [];
  /** Frames that came before the first of `places`. */
  private forgotten = 0;
  private corrected = 0;

  /** @param radius in frames; corrections come that many frames late */
  constructor(private readonly radius: number) {}

  /**
   * @param motion from the previous frame to this one
   * @returns how to move the frame that came `radius` frames ago; `undefined` when there was none yet
   */
  add(motion: RigidMotion): RigidMotion | undefined {
    const last = this.places.at(-1) ?? STANDSTILL;
    this.places.push({
      dx: last.dx + motion.dx,
      dy: last.dy + motion.dy,
      angle: last.angle + motion.angle,
    });
    if (this.places.length <= this.radius) return undefined;
    const correction = this.correctionOf(this.corrected - this.forgotten);
    this.corrected++;
    if (this.corrected - this.forgotten > this.radius) {
      this.places.shift();
      this.forgotten++;
    }
    return correction;
  }

  private correctionOf(index: number): RigidMotion {
    const place = this.places[index] ?? STANDSTILL;
    // At the beginning there is less before than after. A window that is not centred would shift every panning shot.
    const reach = Math.min(index, this.radius);
    const window = this.places.slice(index - reach, index + reach + 1);
    const mean = (key: keyof RigidMotion) =>
      window.reduce((sum, other) => sum + other[key], 0) / window.length;
    return {
      dx: mean('dx') - place.dx,
      dy: mean('dy') - place.dy,
      angle: mean('angle') - place.angle,
    };
  }
}
