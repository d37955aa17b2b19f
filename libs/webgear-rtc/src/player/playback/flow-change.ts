/** In a shorter window a single late frame changes the rate too much. */
const WINDOW_MS = 1000;
/** A slate has 10 frames per second. */
const SLATE_FPS = [7.5, 12.5] as const;
/** Minimum change of the rate: 12 and 13 frames per second count as the same. */
const RATE_FACTOR = 1.3;
/** Minimum change of the frame size: a slate is static, so its frames are tiny. */
const SIZE_FACTOR = 3;
/** Consecutive windows that must differ: a single one may contain a key frame or a CPU spike. */
const WINDOWS_THAT_COUNT = 2;
/** Weight of a new window in the moving average. */
const WEIGHT = 0.25;

/** Frames per second, and bytes per frame. */
interface Flow {
  readonly framesPerSecond: number;
  readonly bytesPerFrame: number;
}

/**
 * Detects from rate and size alone that the kind of frames changed. To a browser a slate looks like any other frame, and
 * polling the server would cost it a request per viewer every few seconds.
 */
export class FlowChange {
  private windowFrom: { readonly atMs: number; readonly frames: number; readonly bytes: number } | undefined;
  private usual: Flow | undefined;
  private windows = 0;
  private windowsThatDiffer = 0;

  /**
   * Takes monotonic counters.
   *
   * @returns whether the flow has just changed
   */
  observe(frames: number, bytes: number, nowMs: number): boolean {
    const from = this.windowFrom;
    if (from === undefined || frames < from.frames) {
      this.windowFrom = { atMs: nowMs, frames, bytes };
      return false;
    }
    if (nowMs - from.atMs < WINDOW_MS) return false;
    this.windowFrom = { atMs: nowMs, frames, bytes };
    const count = frames - from.frames;
    // A stream without frames is stalled, which is detected elsewhere.
    if (count === 0) return false;
    return this.compare({
      framesPerSecond: (count * 1000) / (nowMs - from.atMs),
      bytesPerFrame: (bytes - from.bytes) / count,
    });
  }

  /** Forgets all windows: the next ones are not comparable. */
  reset(): void {
    this.windowFrom = undefined;
    this.usual = undefined;
    this.windows = 0;
    this.windowsThatDiffer = 0;
  }

  private compare(now: Flow): boolean {
    const { usual } = this;
    // A session starts with the cached GOP in one burst.
    if (this.windows++ === 0) return false;
    if (usual === undefined) {
      this.usual = now;
      return false;
    }
    if (!differs(usual, now)) {
      this.windowsThatDiffer = 0;
      this.usual = {
        framesPerSecond: usual.framesPerSecond + (now.framesPerSecond - usual.framesPerSecond) * WEIGHT,
        bytesPerFrame: usual.bytesPerFrame + (now.bytesPerFrame - usual.bytesPerFrame) * WEIGHT,
      };
      return false;
    }
    this.windowsThatDiffer++;
    if (this.windowsThatDiffer < WINDOWS_THAT_COUNT) return false;
    this.windowsThatDiffer = 0;
    this.usual = now;
    return true;
  }
}

function differs(usual: Flow, now: Flow): boolean {
  if (isSlateRate(usual) === isSlateRate(now)) {
    const factor = now.bytesPerFrame / usual.bytesPerFrame;
    return isSlateRate(now) && (factor > SIZE_FACTOR || factor < 1 / SIZE_FACTOR);
  }
  const rateFactor = now.framesPerSecond / usual.framesPerSecond;
  if (rateFactor < RATE_FACTOR && rateFactor > 1 / RATE_FACTOR) return false;
  // An overloaded sender also drops frames, but they do not become smaller.
  return !isSlateRate(now) || now.bytesPerFrame <= usual.bytesPerFrame;
}

function isSlateRate({ framesPerSecond }: Flow): boolean {
  return framesPerSecond >= SLATE_FPS[0] && framesPerSecond <= SLATE_FPS[1];
}
