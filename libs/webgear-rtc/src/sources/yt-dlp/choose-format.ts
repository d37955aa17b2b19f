import type { StreamFormat } from './stream-listing.js';

/** The format that was asked for, or the best where there is none. */
export interface ChosenFormat {
  readonly format: StreamFormat;
  /** `false` when it is not the one asked for. */
  readonly asWished: boolean;
}

/**
 * Picks a format by its resolution.
 *
 * @param wish `best`, `worst`, or a height such as `720p`
 * @returns `undefined` when there is none to pick
 */
export function chooseFormat(formats: readonly StreamFormat[], wish: string): ChosenFormat | undefined {
  const byWorth = [...formats].sort(byWorthDescending);
  const [best] = byWorth;
  if (best === undefined) return undefined;
  if (wish === 'best') return { format: best, asWished: true };
  if (wish === 'worst') {
    const lowest = Math.min(...formats.map(({ height }) => height));
    const worst = byWorth.find(({ height }) => height === lowest);
    return { format: worst ?? best, asWished: true };
  }
  const wished = byWorth.find(({ height }) => height === Number.parseInt(wish, 10));
  return { format: wished ?? best, asWished: wished !== undefined };
}

/** Larger first; of one size what is cheap to decode, then what is smooth, then what is rich. */
function byWorthDescending(a: StreamFormat, b: StreamFormat): number {
  return (
    b.height - a.height ||
    Number(b.isH264) - Number(a.isH264) ||
    b.framerate - a.framerate ||
    b.bitrateKbps - a.bitrateKbps
  );
}
