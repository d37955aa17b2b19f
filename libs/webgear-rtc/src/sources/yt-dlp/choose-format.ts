import type { SoundFormat, StreamFormat, StreamListing } from './stream-listing.js';

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

/**
 * Selects the sound for a format: its own, or that of another stream.
 *
 * @returns `undefined` if the format has sound itself, or if there is none
 */
export function chooseSound(
  { formats, sounds }: Pick<StreamListing, 'formats' | 'sounds'>,
  { hasSound }: Pick<StreamFormat, 'hasSound'>,
): Pick<SoundFormat, 'url' | 'httpHeaders'> | undefined {
  if (hasSound) return undefined;
  const [best] = [...sounds].sort(bySoundDescending);
  if (best !== undefined) return best;
  // A smaller format may have sound where there is none alone; the less video to skip, the better.
  const [smallest] = formats
    .filter((format) => format.hasSound)
    .sort((a, b) => a.bitrateKbps - b.bitrateKbps);
  return smallest;
}

/** By language, then Opus (sent as it is), then bitrate. */
function bySoundDescending(a: SoundFormat, b: SoundFormat): number {
  return b.preference - a.preference || Number(b.isOpus) - Number(a.isOpus) || b.bitrateKbps - a.bitrateKbps;
}

/** By size, then the original language, then H.264 (cheap to decode), then frame rate, then bitrate. */
function byWorthDescending(a: StreamFormat, b: StreamFormat): number {
  return (
    b.height - a.height ||
    Number(a.isDubbed) - Number(b.isDubbed) ||
    Number(b.isH264) - Number(a.isH264) ||
    b.framerate - a.framerate ||
    b.bitrateKbps - a.bitrateKbps
  );
}
