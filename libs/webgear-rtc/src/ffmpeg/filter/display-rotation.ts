import type { FilterCall } from './filter-call.interface.js';

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
