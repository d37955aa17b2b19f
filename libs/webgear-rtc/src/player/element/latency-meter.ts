/** Metadata of a frame; browsers may lack any of it. */
interface FrameTimes {
  readonly expectedDisplayTime: number;
  /** Set for streams of a connection whose clock the browser knows from RTCP sender reports. */
  readonly captureTime?: number;
}

const SPAN_MS = 1000;
/** Beyond it a clock is wrong, not a connection slow. */
const MOST_MS = 60_000;

/** Measures the time from capture to display: the median of a second. */
export class LatencyMeter {
  private times: number[] = [];
  private beganAtMs = 0;
  private current: number | undefined;
  private shownAtMs = Number.NEGATIVE_INFINITY;

  /** In milliseconds; `undefined` where the browser does not report it, and when no frames are shown. */
  latencyMs(nowMs: number): number | undefined {
    return nowMs - this.shownAtMs < 2 * SPAN_MS ? this.current : undefined;
  }

  /** A frame is shown. */
  note(nowMs: number, { expectedDisplayTime, captureTime }: FrameTimes): void {
    if (captureTime === undefined) return;
    const latencyMs = expectedDisplayTime - captureTime;
    if (latencyMs < 0 || latencyMs > MOST_MS) return;
    this.shownAtMs = nowMs;
    this.times.push(latencyMs);
    if (nowMs - this.beganAtMs < SPAN_MS) return;
    this.current = [...this.times].sort((one, other) => one - other)[this.times.length >> 1];
    this.times = [];
    this.beganAtMs = nowMs;
  }

  /** Another stream. */
  reset(): void {
    this.times = [];
    this.current = undefined;
  }
}

/** Notes the frames of a video until the signal aborts. */
export function watchLatency(video: HTMLVideoElement, meter: LatencyMeter, signal: AbortSignal): void {
  const next = (nowMs: number, times: FrameTimes): void => {
    if (signal.aborted) return;
    meter.note(nowMs, times);
    video.requestVideoFrameCallback(next);
  };
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(next);
}
