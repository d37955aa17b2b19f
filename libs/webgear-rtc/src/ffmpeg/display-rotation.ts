import type { Stream } from 'node-av/lib';
import type { FilterCall } from './filter-call.interface.js';
import type { NodeAv } from './load-node-av.js';

/**
 * The filters that put a picture upright, by the matrix a phone writes into its videos (ISO/IEC 14496-12 §8.2.2): nine
 * numbers of 32 bits, of which four say what becomes of the axes. Other angles than right ones stay as they are.
 */
export function uprightFilters(displayMatrix: Buffer): FilterCall[] {
  if (displayMatrix.length < 36) return [];
  const entry = (index: number): number => displayMatrix.readInt32LE(index * 4);
  const [a, b, c, d] = [entry(0), entry(1), entry(3), entry(4)];
  if (Math.abs(b) > Math.abs(a)) {
    if (b > 0) return [['transpose', c > 0 ? 'cclock_flip' : 'clock']];
    return [['transpose', c < 0 ? 'clock_flip' : 'cclock']];
  }
  const filters: FilterCall[] = [];
  if (a < 0) filters.push(['hflip', '']);
  if (d < 0) filters.push(['vflip', '']);
  return filters;
}

/** The same for a stream; empty for one that stands upright. */
export function uprightFiltersOf(
  av: NodeAv,
  stream: Stream,
): readonly (readonly [name: string, ...unknown[]])[] {
  const matrix = stream.codecpar.getCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX);
  return matrix === null ? [] : uprightFilters(matrix);
}

/** Whether width and height of a stream change places when it stands upright. */
export function isOnItsSide(av: NodeAv, stream: Stream): boolean {
  return uprightFiltersOf(av, stream).some(([name]) => name === 'transpose');
}
