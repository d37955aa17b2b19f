/** Short enough to go unnoticed, long enough to avoid a click. */
const FADE_MS = 250;
const STEP_MS = 20;
/** Inaudible, but not 0, which autoplay rules take for muted: they would pause the video as soon as it is more. */
const SILENT = 0.001;

/** Raises a volume from silence: sound that sets in at full volume clicks. */
export class VolumeFade {
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param apply sets a volume, at last `target` */
  start(target: number, apply: (volume: number) => void): void {
    this.stop();
    const fromMs = performance.now();
    const least = Math.min(target, SILENT);
    apply(least);
    // Not by animation frames, of which a hidden page has none.
    this.timer = setInterval(() => {
      const done = Math.min(1, (performance.now() - fromMs) / FADE_MS);
      apply(Math.max(target * done, least));
      if (done === 1) this.stop();
    }, STEP_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
