/** A time of which something is kept, in milliseconds since 1970. */
export interface KeptSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Less than this between two files is no gap: one ends when the next begins. */
const SEAM_MS = 1500;
/** Something newer than this is still growing. */
const GROWING_MS = 5000;

/** What of a stream can be looked at, as the server said and by the clock since. */
export class KeptTimes {
  private readonly spans: readonly KeptSpan[];
  private readonly isGrowing: boolean;
  /** What to add to the clock of the browser for that of the server. */
  private readonly aheadMs: number;

  /**
   * @param answer of the route `segments`; what is not understood in it is left out
   * @param nowMs the clock of the browser when it came
   */
  constructor(answer: unknown, nowMs: number) {
    const { segments, current, now } = (answer ?? {}) as Readonly<Record<string, unknown>>;
    const listed: unknown[] = Array.isArray(segments) ? [...(segments as unknown[]), current] : [current];
    this.spans = joined(listed.flatMap(spanOf));
    const serverMs = Date.parse(String(now));
    this.aheadMs = Number.isNaN(serverMs) ? 0 : serverMs - nowMs;
    const newest = this.spans.at(-1)?.endMs ?? -Infinity;
    this.isGrowing = current !== undefined && newest > nowMs + this.aheadMs - GROWING_MS;
  }

  /** Where the oldest begins; `undefined` while nothing is kept. */
  get oldestMs(): number | undefined {
    return this.spans[0]?.startMs;
  }

  /** The time of the server. */
  serverTime(nowMs: number): number {
    return nowMs + this.aheadMs;
  }

  /** All spans, oldest first. The newest reaches to this moment while it grows. */
  at(nowMs: number): readonly KeptSpan[] {
    const newest = this.spans.at(-1);
    if (newest === undefined || !this.isGrowing) return this.spans;
    return [...this.spans.slice(0, -1), { ...newest, endMs: this.serverTime(nowMs) }];
  }

  /**
   * This time, or the next one of which something is kept; `undefined` where nothing follows.
   *
   * @param toleranceMs what ended no longer before is meant, from its start on: on a slider it can be too short to be hit
   */
  nearest(timeMs: number, nowMs: number, toleranceMs = 0): number | undefined {
    const next = this.at(nowMs).find(({ endMs }) => endMs + toleranceMs > timeMs);
    if (next === undefined) return undefined;
    return timeMs < next.endMs ? Math.max(timeMs, next.startMs) : next.startMs;
  }
}

/**
 * Spans as they are drawn: those of a window, as shares of its length; what is closer together than can be seen is one.
 *
 * @param least the shortest gap that can be seen, as a share of the window
 */
export function sharesOf(
  spans: readonly KeptSpan[],
  { startMs, endMs }: KeptSpan,
  least: number,
): readonly { readonly from: number; readonly to: number }[] {
  const length = endMs - startMs;
  const shares: { from: number; to: number }[] = [];
  for (const span of spans) {
    const from = Math.max(0, (span.startMs - startMs) / length);
    const to = Math.min(1, (span.endMs - startMs) / length);
    const last = shares.at(-1);
    if (to <= 0 || from >= 1) continue;
    if (last !== undefined && from - last.to < least) last.to = Math.max(last.to, to);
    else shares.push({ from, to: Math.max(to, Math.min(1, from + least)) });
  }
  return shares;
}

function spanOf(listed: unknown): KeptSpan[] {
  const { start, durationMs } = (listed ?? {}) as Readonly<Record<string, unknown>>;
  const startMs = Date.parse(String(start));
  const isSpan = typeof durationMs === 'number' && durationMs > 0 && !Number.isNaN(startMs);
  return isSpan ? [{ startMs, endMs: startMs + durationMs }] : [];
}

function joined(spans: readonly KeptSpan[]): readonly KeptSpan[] {
  const result: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of spans.toSorted((one, other) => one.startMs - other.startMs)) {
    const last = result.at(-1);
    if (last !== undefined && startMs - last.endMs < SEAM_MS) last.endMs = Math.max(last.endMs, endMs);
    else result.push({ startMs, endMs });
  }
  return result;
}
