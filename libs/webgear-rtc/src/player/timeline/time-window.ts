import type { KeptSpan } from './kept-times.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length that the slider can show. */
export interface WindowLength {
  readonly ms: number;
  readonly count: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

const lengths: readonly WindowLength[] = [
  { ms: MINUTE_MS, count: 1, unit: 'minute' },
  { ms: 10 * MINUTE_MS, count: 10, unit: 'minute' },
  { ms: HOUR_MS, count: 1, unit: 'hour' },
  { ms: 6 * HOUR_MS, count: 6, unit: 'hour' },
  { ms: DAY_MS, count: 1, unit: 'day' },
  { ms: 7 * DAY_MS, count: 7, unit: 'day' },
  { ms: 30 * DAY_MS, count: 30, unit: 'day' },
  { ms: 365 * DAY_MS, count: 365, unit: 'day' },
];

/** Most recordings are looked at for what has just happened. */
const USUAL_MS = HOUR_MS;

/** The lengths that make sense for what is kept: the last one shows all of it. */
export function usefulLengths(keptMs: number): readonly WindowLength[] {
  const whole = lengths.findIndex(({ ms }) => ms >= keptMs);
  const useful = lengths.slice(0, whole === -1 ? lengths.length : whole + 1);
  return useful.slice(keptMs > 10 * MINUTE_MS ? 1 : 0);
}

/** The length that the slider has at first. */
export function usualLength(useful: readonly WindowLength[]): WindowLength | undefined {
  return useful.find(({ ms }) => ms >= USUAL_MS) ?? useful.at(-1);
}

/**
 * What the slider shows: up to now, or round a position that is farther back.
 *
 * @param positionMs `undefined` for live
 */
export function windowOf(lengthMs: number, positionMs: number | undefined, nowMs: number): KeptSpan {
  const isFar = positionMs !== undefined && positionMs < nowMs - lengthMs;
  const endMs = isFar ? Math.min(nowMs, positionMs + lengthMs / 2) : nowMs;
  return { startMs: endMs - lengthMs, endMs };
}
