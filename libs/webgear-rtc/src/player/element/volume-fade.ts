/** Short enough to go unnoticed, long enough to avoid a click. */
const FADE_MS = 250;
const STEP_MS = 20;

/** Raises a volume from 0: sound that sets in at full volume clicks. */
export class VolumeFade {
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param apply sets a volume, at last `target` */
  start(target: number, apply: (volume: number) => void): void {
    this.stop();
    const fromMs = performance.now();
    apply(0);
    // Not by animation frames, of which a hidden page has none.
    this.timer = setInterval(() => {
      const done = Math.min(1, (performance.now() - fromMs) / FADE_MS);
      apply(target * done);
      if (done === 1) this.stop();
    }, STEP_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
