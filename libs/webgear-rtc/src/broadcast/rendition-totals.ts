import type { RenditionStats } from '../media/stream-stats.js';

/** What is counted of a rendition. */
type Counter =
  | 'encodersOpened'
  | 'framesEncoded'
  | 'framesDropped'
  | 'framesLeftOut'
  | 'keyFramesEncoded'
  | 'bytesEncoded';

/** Counters of all renditions of one codec on one rung, ended ones among them. */
export type RenditionTotal = Pick<RenditionStats, 'codec' | 'rung' | Counter>;

/** Adds up renditions that have ended, so that counters do not go back when a rendition starts again. */
export class RenditionTotals {
  private readonly totals = new Map<string, RenditionTotal>();

  /** Counts a rendition that has ended. */
  add(stats: RenditionTotal): void {
    addTo(this.totals, stats);
  }

  /** What has ended, and what is in use. */
  with(current: Iterable<RenditionTotal>): RenditionTotal[] {
    const totals = new Map(this.totals);
    for (const stats of current) addTo(totals, stats);
    return [...totals.values()];
  }
}

function addTo(totals: Map<string, RenditionTotal>, stats: RenditionTotal): void {
  const { codec, rung } = stats;
  const key = `${codec} ${rung}`;
  const before = totals.get(key);
  totals.set(key, {
    codec,
    rung,
    encodersOpened: (before?.encodersOpened ?? 0) + stats.encodersOpened,
    framesEncoded: (before?.framesEncoded ?? 0) + stats.framesEncoded,
    framesDropped: (before?.framesDropped ?? 0) + stats.framesDropped,
    framesLeftOut: (before?.framesLeftOut ?? 0) + stats.framesLeftOut,
    keyFramesEncoded: (before?.keyFramesEncoded ?? 0) + stats.keyFramesEncoded,
    bytesEncoded: (before?.bytesEncoded ?? 0) + stats.bytesEncoded,
  });
}
