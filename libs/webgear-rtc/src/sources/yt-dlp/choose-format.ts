import type { StreamFormat } from './stream-listing.js';

/** The requested format, or the best if it does not exist. */
export interface ChosenFormat {
  readonly format: StreamFormat;
  /** Whether it is the requested format. */
  readonly isWanted: boolean;
}

/**
 * Selects a format by its resolution.
 *
 * @param wanted `best`, `worst`, or a height such as `720p`
 * @returns `undefined` if there are no formats
 */
export function chooseFormat(formats: readonly StreamFormat[], wanted: string): ChosenFormat | undefined {
  const byWorth = [...formats].sort(byWorthDescending);
  const [best] = byWorth;
  if (best === undefined) return undefined;
  if (wanted === 'best') return { format: best, isWanted: true };
  if (wanted === 'worst') {
    const lowest = Math.min(...formats.map(({ height }) => height));
    const worst = byWorth.find(({ height }) => height === lowest);
    return { format: worst ?? best, isWanted: true };
  }
  const requested = byWorth.find(({ height }) => height === Number.parseInt(wanted, 10));
  return { format: requested ?? best, isWanted: requested !== undefined };
}

/** By size, then H.264 (cheap to decode), then frame rate, then bitrate. */
function byWorthDescending(a: StreamFormat, b: StreamFormat): number {
  return (
    b.height - a.height ||
    Number(b.isH264) - Number(a.isH264) ||
    b.framerate - a.framerate ||
    b.bitrateKbps - a.bitrateKbps
  );
}
