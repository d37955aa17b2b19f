import { Injectable } from '@nestjs/common';

const SWINGS_PER_SECOND = 0.5;
const LOST_PER_SECOND = 0.03;
const WIDEST_SWING = 1.2;

/** The domain of the application: here a pendulum, elsewhere a robot, a model or a game. */
@Injectable()
export class Pendulum {
  private swing = 0.6;
  private pushedAtMs = performance.now();

  /** Angle in radians; positive to the right. */
  get angle(): number {
    const seconds = (performance.now() - this.pushedAtMs) / 1000;
    return this.swingAfter(seconds) * Math.sin(2 * Math.PI * SWINGS_PER_SECOND * seconds);
  }

  /** Restarts it from the middle with a larger amplitude. */
  push(): void {
    const nowMs = performance.now();
    this.swing = Math.min(WIDEST_SWING, this.swingAfter((nowMs - this.pushedAtMs) / 1000) + 0.4);
    this.pushedAtMs = nowMs;
  }

  private swingAfter(seconds: number): number {
    return this.swing * Math.exp(-LOST_PER_SECOND * seconds);
  }
}
