/** Shorter, and a single late frame makes the rate jump. */
const WINDOW_MS = 1000;
/** A slate has ten frames a second. */
const SLATE_FPS = [7.5, 12.5] as const;
/** By how much the rate has to change: 12 and 13 frames per second are one rate. */
const RATE_FACTOR = 1.3;
/** How much smaller or larger frames have to become: a slate stands still, and its frames are next to nothing. */
const SIZE_FACTOR = 3;
/** Windows in a row that differ from those before: one may be a key frame, or a moment of a busy computer. */
const WINDOWS_THAT_COUNT = 2;
/** How fast what is usual follows what is. */
const WEIGHT = 0.25;

/** Frames per second, and bytes per frame. */
interface Flow {
  readonly framesPerSecond: number;
  readonly bytesPerFrame: number;
}

/**
 * Notices when frames begin to come in another way than before, from their number and size alone: a slate looks like any
 * other frame to a browser, and to ask the server all the time costs it a request per viewer every few seconds.
 */
export class FlowChange {
  private windowFrom: { readonly atMs: number; readonly frames: number; readonly bytes: number } | undefined;
  private usual: Flow | undefined;
  private windows = 0;
  private windowsThatDiffer = 0;

  /**
   * Takes counters in, which only grow.
   *
   * @returns whether the flow is another one since just now
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
    // Without frames the stream stands still, which is a matter of its own.
    if (count === 0) return false;
    return this.compare({
      framesPerSecond: (count * 1000) / (nowMs - from.atMs),
      bytesPerFrame: (bytes - from.bytes) / count,
    });
  }

  /** What comes next has nothing to do with what came before. */
  reset(): void {
    this.windowFrom = undefined;
    this.usual = undefined;
    this.windows = 0;
    this.windowsThatDiffer = 0;
  }

  private compare(now: Flow): boolean {
    const { usual } = this;
    // A session begins with all frames since a key frame at once.
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
  // A sender that cannot keep up has fewer frames as well, but not smaller ones.
  return !isSlateRate(now) || now.bytesPerFrame <= usual.bytesPerFrame;
}

function isSlateRate({ framesPerSecond }: Flow): boolean {
  return framesPerSecond >= SLATE_FPS[0] && framesPerSecond <= SLATE_FPS[1];
}
